-- Who may read a task besides its owner, and what its owner has put away.

alter table public.tasks
  -- The same words as `TaskVisibility` in worker/protocol/sharing.ts.
  add column visibility text not null default 'private' check (visibility in ('private', 'org', 'link')),
  -- When its owner put the task away; null while it is in their list.
  add column archived_at timestamptz;

-- Serves the archive, which is a small part of a long list.
create index tasks_archived_idx on public.tasks (user_id, created_at desc, id desc) where archived_at is not null;

-- The archive concerns the list alone: it is not stored in the task's object.
grant update (archived_at) on table public.tasks to authenticated;
create policy "A user archives their own tasks" on public.tasks
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- Links to tasks. The link itself is not stored: the Worker signs the id of a row here, and the row says whether the
-- link still holds. A revoked row never comes back; sharing again makes another one, and with it another link.
create table public.task_shares (
  id uuid primary key default gen_random_uuid(),
  task_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  foreign key (task_id, user_id) references public.tasks (id, user_id) on delete cascade
);
create unique index task_shares_one_live_idx on public.task_shares (task_id) where revoked_at is null;
create index task_shares_task_idx on public.task_shares (task_id, user_id);

alter table public.task_shares enable row level security;
alter table public.task_shares force row level security;
revoke all on table public.task_shares from public, anon, authenticated, service_role;
grant select on table public.task_shares to authenticated;
grant select on table public.task_shares to service_role;
grant insert (task_id, user_id), update (revoked_at) on table public.task_shares to service_role;

create policy "A user sees the links to their own tasks" on public.task_shares
  for select to authenticated using (user_id = (select auth.uid()));

-- Shares a task of p_user_id, or takes it back. With 'link' the live link stays or a new one is made; anything else
-- revokes it. Answers false when that user has no such task. For the secret key alone.
create function public.share_task(p_task_id uuid, p_user_id uuid, p_visibility text) returns boolean
  language plpgsql security invoker set search_path = ''
as $$
begin
  -- Locks the row, so that of two calls at once the second sees what the first has done.
  update public.tasks t set visibility = p_visibility where t.id = p_task_id and t.user_id = p_user_id;
  if not found then
    return false;
  end if;
  if p_visibility = 'link' then
    insert into public.task_shares (task_id, user_id) values (p_task_id, p_user_id)
    on conflict (task_id) where revoked_at is null do nothing;
  else
    update public.task_shares s set revoked_at = now() where s.task_id = p_task_id and s.revoked_at is null;
  end if;
  return true;
end;
$$;
revoke all on function public.share_task(uuid, uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.share_task(uuid, uuid, text) to service_role;
