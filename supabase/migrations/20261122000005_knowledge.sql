-- What Verne knows about a repository from earlier tasks and from its user: commands that worked, conventions that
-- were stated. Each user has their own, may correct and remove it, and it goes into the prompts of later tasks.
create table public.repo_knowledge (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  repo_full_name text not null check (char_length(repo_full_name) between 3 and 140),
  kind text not null check (kind in ('command', 'convention')),
  text text not null check (char_length(text) between 1 and 2000),
  -- The task that learned it; null where its user wrote it. Written with the secret key only.
  source_task uuid,
  -- The text itself may be too long for an index.
  text_md5 text not null generated always as (md5(text)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Serves the policy and the list of a repository too.
  constraint repo_knowledge_once unique (user_id, repo_full_name, kind, text_md5),
  foreign key (source_task, user_id) references public.tasks (id, user_id) on delete set null (source_task)
);
-- For the removal of a task.
create index repo_knowledge_source_task_idx on public.repo_knowledge (source_task, user_id) where source_task is not null;

alter table public.repo_knowledge enable row level security;
alter table public.repo_knowledge force row level security;
revoke all on table public.repo_knowledge from public, anon, authenticated, service_role;
grant select, delete, insert (user_id, repo_full_name, kind, text), update (text)
  on table public.repo_knowledge to authenticated;
grant select, insert on table public.repo_knowledge to service_role;

create policy "A user reads their own knowledge" on public.repo_knowledge
  for select to authenticated using (user_id = (select auth.uid()));
create policy "A user adds to their own knowledge" on public.repo_knowledge
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "A user corrects their own knowledge" on public.repo_knowledge
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "A user deletes their own knowledge" on public.repo_knowledge
  for delete to authenticated using (user_id = (select auth.uid()));

create function public.touch_repo_knowledge() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
revoke all on function public.touch_repo_knowledge() from public, anon, authenticated, service_role;

create trigger touch_repo_knowledge
  before update on public.repo_knowledge
  for each row execute function public.touch_repo_knowledge();

-- At most 200 items for a repository, as MAX_KNOWLEDGE_PER_REPO in worker/protocol/knowledge.ts. Raises 'PT409',
-- which PostgREST answers with status 409.
-- After the insert, so that an item that is there already is told apart first; the lock makes two inserts at the
-- same moment count one after the other.
create function public.limit_repo_knowledge() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended(new.user_id::text || ' ' || new.repo_full_name, 0));
  if (select count(*) from public.repo_knowledge k
      where k.user_id = new.user_id and k.repo_full_name = new.repo_full_name) > 200 then
    raise exception 'repo_knowledge: at most 200 items for a repository' using errcode = 'PT409';
  end if;
  return null;
end;
$$;
revoke all on function public.limit_repo_knowledge() from public, anon, authenticated, service_role;

create trigger limit_repo_knowledge
  after insert on public.repo_knowledge
  for each row execute function public.limit_repo_knowledge();
