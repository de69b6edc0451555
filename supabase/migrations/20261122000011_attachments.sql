-- Images that people attach to a prompt. The bytes are in R2; a row says whose they are. Only the Worker writes rows,
-- together with the bytes, so that neither can be there without the other being counted.
create table public.attachments (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif')),
  bytes integer not null check (bytes between 1 and 4000000),
  created_at timestamptz not null default now()
);
-- Serves the policy, the limit, and the search for what is not used.
create index attachments_owner_idx on public.attachments (user_id, created_at);

alter table public.tasks add column images uuid[] not null default '{}' check (cardinality(images) <= 4);
grant insert (images) on table public.tasks to authenticated;

alter table public.attachments enable row level security;
alter table public.attachments force row level security;
revoke all on table public.attachments from public, anon, authenticated, service_role;
grant select on table public.attachments to authenticated;
grant select, insert, delete on table public.attachments to service_role;

-- A user who may read a task may see its images. The task must be one of the image's owner: naming a foreign image in
-- a task of one's own shows nothing.
create policy "A user sees their own images and those of tasks they may read" on public.attachments
  for select to authenticated using (
    user_id = (select auth.uid())
    or exists (
      select 1 from public.tasks t where t.user_id = attachments.user_id and attachments.id = any (t.images)
    )
  );

-- At most 500 images and 200 MB for a user, as MAX_IMAGES_PER_USER and MAX_IMAGE_BYTES_PER_USER in
-- worker/protocol/attachments.ts. Raises 'PT409', which PostgREST answers with status 409. The lock makes two inserts
-- at the same moment count one after the other.
create function public.limit_attachments() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('attachments ' || new.user_id::text, 0));
  if (select count(*) > 500 or sum(a.bytes) > 200000000 from public.attachments a where a.user_id = new.user_id) then
    raise exception 'attachments: at most 500 images and 200 MB for a user' using errcode = 'PT409';
  end if;
  return null;
end;
$$;
revoke all on function public.limit_attachments() from public, anon, authenticated, service_role;

create trigger limit_attachments
  after insert on public.attachments
  for each row execute function public.limit_attachments();

-- A user's images that no task uses and that are older than `p_before`: prompts that were never sent.
create function public.unused_attachments(p_user uuid, p_before timestamptz) returns setof uuid
  language sql stable security invoker set search_path = ''
as $$
  select a.id from public.attachments a
  where a.user_id = p_user and a.created_at < p_before
    and not exists (select 1 from public.tasks t where t.user_id = a.user_id and a.id = any (t.images));
$$;
revoke all on function public.unused_attachments(uuid, timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.unused_attachments(uuid, timestamptz) to service_role;
