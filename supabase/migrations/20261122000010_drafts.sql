-- Tasks that were typed and put aside. Any field may still be missing; only their user reads and writes them.
create table public.task_drafts (
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  -- Chosen by the client. Part of the key with its user, so that an id of another is neither taken nor told.
  draft_id uuid not null,
  repo_full_name text check (char_length(repo_full_name) <= 140),
  branch text check (char_length(branch) <= 255),
  prompt text not null check (char_length(prompt) <= 64000),
  provider text check (char_length(provider) <= 40),
  model text check (char_length(model) <= 200),
  review_plan boolean not null default true,
  auto_pr boolean not null default false,
  budget jsonb check (pg_column_size(budget) <= 1000),
  updated_at timestamptz not null default now(),
  primary key (user_id, draft_id)
);

alter table public.task_drafts enable row level security;
alter table public.task_drafts force row level security;
revoke all on table public.task_drafts from public, anon, authenticated, service_role;
grant select, delete,
  insert (user_id, draft_id, repo_full_name, branch, prompt, provider, model, review_plan, auto_pr, budget),
  update (user_id, draft_id, repo_full_name, branch, prompt, provider, model, review_plan, auto_pr, budget)
  on table public.task_drafts to authenticated;

create policy "A user reads their own drafts" on public.task_drafts
  for select to authenticated using (user_id = (select auth.uid()));
create policy "A user adds their own drafts" on public.task_drafts
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "A user changes their own drafts" on public.task_drafts
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "A user deletes their own drafts" on public.task_drafts
  for delete to authenticated using (user_id = (select auth.uid()));

create function public.touch_task_draft() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
revoke all on function public.touch_task_draft() from public, anon, authenticated, service_role;

create trigger touch_task_draft
  before update on public.task_drafts
  for each row execute function public.touch_task_draft();

-- At most 100 for each user, as MAX_DRAFTS in worker/protocol/drafts.ts. Raises 'PT409', which PostgREST answers with
-- status 409. After the insert, so that a draft which is there already is changed whatever their number; the lock
-- makes two inserts at the same moment count one after the other.
create function public.limit_task_drafts() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('task_drafts ' || new.user_id::text, 0));
  if (select count(*) from public.task_drafts d where d.user_id = new.user_id) > 100 then
    raise exception 'task_drafts: at most 100 for a user' using errcode = 'PT409';
  end if;
  return null;
end;
$$;
revoke all on function public.limit_task_drafts() from public, anon, authenticated, service_role;

create trigger limit_task_drafts
  after insert on public.task_drafts
  for each row execute function public.limit_task_drafts();
