-- A draft keeps the images that were attached to its prompt.
alter table public.task_drafts add column images uuid[] not null default '{}' check (cardinality(images) <= 4);
grant insert (images), update (images) on table public.task_drafts to authenticated;
-- The Worker asks for its users whether a draft still shows an image; of a draft it sees nothing else.
grant select (user_id, images) on table public.task_drafts to service_role;

-- As before, and an image that a draft of its owner shows is in use as well.
create or replace function public.unused_attachments(p_user uuid, p_before timestamptz) returns setof uuid
  language sql stable security invoker set search_path = ''
as $$
  select a.id from public.attachments a
  where a.user_id = p_user and a.created_at < p_before
    and not exists (select 1 from public.tasks t where t.user_id = a.user_id and a.id = any (t.images))
    and not exists (select 1 from public.task_drafts d where d.user_id = a.user_id and a.id = any (d.images));
$$;
