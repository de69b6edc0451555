-- The limits that the user chose for a task; an absent one is the installation's.
alter table public.tasks add column budget jsonb not null default '{}';
grant insert (budget) on table public.tasks to authenticated;
