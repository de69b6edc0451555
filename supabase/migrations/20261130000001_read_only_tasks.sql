-- The user knows that they may not push to the repository, and wants the change all the same, to download it.
alter table public.tasks add column allow_read_only boolean not null default false;
grant insert (allow_read_only) on table public.tasks to authenticated;
