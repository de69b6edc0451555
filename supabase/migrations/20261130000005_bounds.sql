-- No JSON without a bound. What a user may write is small; the rest is written by the Worker, which keeps to the limits
-- of the protocol, and these only hold what a fault of it could do.
alter table public.tasks
  add constraint tasks_budget_check check (jsonb_typeof(budget) = 'object' and pg_column_size(budget) <= 1000),
  add constraint tasks_plan_document_check check (pg_column_size(plan_document) <= 16777216),
  add constraint tasks_tests_check check (pg_column_size(tests) <= 16777216),
  add constraint tasks_error_check check (pg_column_size(error) <= 1048576),
  add constraint tasks_diff_stat_check check (pg_column_size(diff_stat) <= 1048576),
  add constraint tasks_usage_check check (pg_column_size(usage) <= 1048576),
  add constraint tasks_sandbox_check check (pg_column_size(sandbox) <= 1048576);
-- An event is at most 2 MB in the task's object.
alter table public.task_logs
  add constraint task_logs_data_check check (pg_column_size(data) <= 8388608);
