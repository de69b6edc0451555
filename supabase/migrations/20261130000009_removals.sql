-- What a removed account has left outside the database: its images and the objects of its tasks. The rows are written in
-- the transaction of the removal; the Worker deletes the rest (worker/task/account-removals.ts) and then the row.
create table public.removals (
  -- `user`: everything in storage under the user's id; `task`: the task's object, and everything under its id.
  kind text not null check (kind in ('user', 'task')),
  id uuid not null,
  removed_at timestamptz not null default now(),
  primary key (kind, id)
);
create index removals_oldest_idx on public.removals (removed_at);

alter table public.removals enable row level security;
alter table public.removals force row level security;
revoke all on table public.removals from public, anon, authenticated, service_role;
grant select, delete on table public.removals to service_role;

create function public.note_removal() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.removals (kind, id) values (tg_argv[0], old.id) on conflict do nothing;
  return null;
end;
$$;
revoke all on function public.note_removal() from public, anon, authenticated, service_role;
create trigger note_removal after delete on public.users
  for each row execute function public.note_removal('user');
create trigger note_removal after delete on public.tasks
  for each row execute function public.note_removal('task');
