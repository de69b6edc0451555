-- What a user has decided for their own tasks in one repository. Without a row everything has its default, which is
-- also the stricter choice: a column that is added here must keep to that.
create table public.repo_settings (
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  -- In small letters: GitHub does not tell names apart by their case.
  repo_full_name text not null
    check (char_length(repo_full_name) between 3 and 140 and repo_full_name = lower(repo_full_name)),
  -- A test command that succeeds and names no test may let a task publish by itself.
  exit_status_counts boolean not null default false,
  -- Commands may run as the operator's own user, where no isolation is available.
  unconfined_commands boolean not null default false,
  -- Looks at the change after its tests; none without it.
  scan_command text check (char_length(scan_command) between 1 and 500 and octet_length(scan_command) <= 2000),
  -- When a second reader looks at a change: it costs a call of a model, and stands against nothing.
  second_reader text not null default 'auto' check (second_reader in ('auto', 'always', 'off')),
  -- Install, test, lint and set-up commands in place of those found by rule: what plans showed that the user approved.
  commands jsonb not null default '{}'
    check (jsonb_typeof(commands) = 'object' and octet_length(commands::text) <= 100000),
  updated_at timestamptz not null default now(),
  primary key (user_id, repo_full_name)
);

alter table public.repo_settings enable row level security;
alter table public.repo_settings force row level security;
revoke all on table public.repo_settings from public, anon, authenticated, service_role;
grant select, insert (user_id, repo_full_name, exit_status_counts, unconfined_commands, scan_command, second_reader),
  update (user_id, repo_full_name, exit_status_counts, unconfined_commands, scan_command, second_reader)
  on table public.repo_settings to authenticated;
-- The Worker reads the settings that apply to a task, and keeps the commands of a plan that its user approved.
grant select, insert (user_id, repo_full_name, commands), update (user_id, repo_full_name, commands)
  on table public.repo_settings to service_role;

create policy "A user reads their own settings of repositories" on public.repo_settings
  for select to authenticated using (user_id = (select auth.uid()));
create policy "A user adds their own settings of repositories" on public.repo_settings
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "A user changes their own settings of repositories" on public.repo_settings
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

create function public.touch_repo_settings() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
revoke all on function public.touch_repo_settings() from public, anon, authenticated, service_role;

create trigger touch_repo_settings
  before update on public.repo_settings
  for each row execute function public.touch_repo_settings();

-- At most 500 repositories for each user, as MAX_REPO_SETTINGS in worker/protocol/repo-settings.ts. Raises 'PT409',
-- which PostgREST answers with status 409. After the insert, so that settings which are there already are changed
-- whatever their number; the lock makes two inserts at the same moment count one after the other.
create function public.limit_repo_settings() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('repo_settings ' || new.user_id::text, 0));
  if (select count(*) from public.repo_settings s where s.user_id = new.user_id) > 500 then
    raise exception 'repo_settings: at most 500 repositories for a user' using errcode = 'PT409';
  end if;
  return null;
end;
$$;
revoke all on function public.limit_repo_settings() from public, anon, authenticated, service_role;

create trigger limit_repo_settings
  after insert on public.repo_settings
  for each row execute function public.limit_repo_settings();
