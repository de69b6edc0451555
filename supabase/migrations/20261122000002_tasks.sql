-- Tasks and their history. The task's Durable Object owns a running task; these tables are its mirror, made for
-- lists and for reading after the object is gone. Only the functions of the next migration change them.

-- The same words as `TaskState` in worker/protocol/state.ts; a test compares the two.
create type public.task_state as enum (
  'queued', 'cloning', 'analyzing', 'planning', 'awaiting_approval', 'applying',
  'testing', 'reviewing', 'publishing', 'complete', 'failed', 'cancelled'
);

create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  -- `owner/name`.
  repo text not null check (char_length(repo) between 3 and 140),
  branch text not null check (char_length(branch) between 1 and 255),
  prompt text not null check (char_length(prompt) between 1 and 64000),
  title text not null check (char_length(title) between 1 and 200),
  provider text not null check (char_length(provider) between 1 and 40),
  model text not null check (char_length(model) between 1 and 200),
  auto_pr boolean not null default false,
  review_plan boolean not null default true,
  state public.task_state not null default 'queued',
  -- Derived, so that the coarse word can never disagree with the fine one.
  status text not null generated always as (
    case
      when state = 'queued' then 'queued'
      when state = 'complete' then 'complete'
      when state = 'failed' or state = 'cancelled' then 'error'
      else 'running'
    end
  ) stored check (status in ('queued', 'running', 'complete', 'error')),
  -- To be read as it is, a line for each step; `plan_document` is the same plan with all that belongs to it.
  plan text,
  plan_document jsonb,
  approved_version integer,
  base_commit text,
  pr_url text,
  -- The branch that its change is published on.
  head_branch text,
  -- The agent waits for an answer.
  asks boolean not null default false,
  -- Milliseconds of work, without waiting for a person.
  worked_ms bigint,
  error jsonb,
  diff_stat jsonb,
  usage jsonb,
  tests jsonb,
  sandbox jsonb,
  head_seq bigint not null default 0,
  -- Grows with every change of the task; the mirror refuses an older one.
  version bigint not null default 0,
  -- Version of the task at which files_diff was last replaced.
  diff_version bigint not null default -1,
  -- What the task list searches.
  search text not null generated always as (
    repo || ' ' || title || ' ' || coalesce(head_branch, '') || ' '
    || coalesce('#' || substring(pr_url from '[0-9]+$'), '') || ' '
    || case state
      when 'queued' then 'queued'
      when 'cloning' then 'cloning'
      when 'analyzing' then 'analyzing reading the code'
      when 'planning' then 'planning'
      when 'awaiting_approval' then 'awaiting approval plan ready'
      when 'applying' then 'applying editing'
      when 'testing' then 'running tests'
      when 'reviewing' then 'ready for review'
      when 'publishing' then 'publishing opening pull request'
      when 'complete' then 'complete'
      when 'failed' then 'failed'
      when 'cancelled' then 'cancelled stopped'
    end || ' ' || coalesce(error ->> 'code', '') || ' ' || coalesce(left(error ->> 'message', 1000), '') || ' '
    || left(prompt, 8000)
  ) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When it came to its end; null while it has not, and again once it was taken up anew.
  completed_at timestamptz,
  -- When it was given leave to work again, until its row says that it does; see the migration of places.
  placed_at timestamptz,
  -- Target of the composite keys below: history rows repeat the owner, and cannot name a wrong one.
  constraint tasks_id_user_id_key unique (id, user_id)
);

-- Serves the policy (user_id) and the keyset order of the task list.
create index tasks_owner_recent_idx on public.tasks (user_id, created_at desc, id desc);

alter table public.tasks enable row level security;
alter table public.tasks force row level security;
revoke all on table public.tasks from public, anon, authenticated, service_role;
grant select on table public.tasks to authenticated;
-- What a person decides at creation, and nothing else.
grant insert (id, user_id, repo, branch, prompt, title, provider, model, auto_pr, review_plan)
  on table public.tasks to authenticated;
grant select, update on table public.tasks to service_role;

create policy "A user sees their own tasks" on public.tasks
  for select to authenticated using (user_id = (select auth.uid()));
create policy "A user creates their own tasks" on public.tasks
  for insert to authenticated with check (user_id = (select auth.uid()));

-- The journal, as far as it has been mirrored. `user_id` is repeated so that the policy needs no join.
create table public.task_logs (
  id bigint generated always as identity primary key,
  task_id uuid not null,
  seq bigint not null check (seq > 0),
  user_id uuid not null,
  "timestamp" timestamptz not null,
  stage text not null,
  message text not null,
  type text not null,
  data jsonb not null,
  -- Who did it, as `Actor` in worker/protocol/actor.ts.
  actor jsonb not null default '{"kind": "system"}' check (octet_length(actor::text) <= 1000),
  constraint task_logs_task_id_seq_key unique (task_id, seq),
  foreign key (task_id, user_id) references public.tasks (id, user_id) on delete cascade
);
-- For the removal of a task.
create index task_logs_task_owner_idx on public.task_logs (task_id, user_id);

alter table public.task_logs enable row level security;
alter table public.task_logs force row level security;
revoke all on table public.task_logs from public, anon, authenticated, service_role;
grant select on table public.task_logs to authenticated;
grant select, insert on table public.task_logs to service_role;

create policy "A user reads the logs of their own tasks" on public.task_logs
  for select to authenticated using (user_id = (select auth.uid()));

-- The change of a task, one row for each file, replaced as a whole.
create table public.files_diff (
  id bigint generated always as identity primary key,
  task_id uuid not null,
  file_path text not null,
  user_id uuid not null,
  status text not null check (status in ('added', 'modified', 'deleted')),
  additions integer not null check (additions >= 0),
  deletions integer not null check (deletions >= 0),
  is_binary boolean not null default false,
  plan_steps text[] not null default '{}',
  out_of_plan boolean not null default false,
  machine_written boolean not null default false,
  -- Unified diff of this file; null where it is binary or too large to mirror.
  diff_text text,
  foreign key (task_id, user_id) references public.tasks (id, user_id) on delete cascade
);
-- The path itself may be too long for an index.
create unique index files_diff_once_idx on public.files_diff (task_id, md5(file_path));
-- For the removal of a task.
create index files_diff_task_owner_idx on public.files_diff (task_id, user_id);

alter table public.files_diff enable row level security;
alter table public.files_diff force row level security;
revoke all on table public.files_diff from public, anon, authenticated, service_role;
grant select on table public.files_diff to authenticated;
grant select, insert, delete on table public.files_diff to service_role;

create policy "A user reads the diff of their own tasks" on public.files_diff
  for select to authenticated using (user_id = (select auth.uid()));
