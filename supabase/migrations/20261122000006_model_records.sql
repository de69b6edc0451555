-- What this installation has seen of each model, for the selector: edits that failed, and tests that passed.

-- Serves the count of edits below.
create index task_logs_edit_tools_idx on public.task_logs (task_id)
  where type = 'tool' and data ->> 'tool' in ('edit', 'write', 'apply_patch');

-- Over the last 90 days, as a JSON array of {provider, model, edits, failed_edits, tested, passed}. A task counts for
-- the model it was created with; tasks that left the choice to the selector count for none. Models and
-- numbers, no text of a user; only the Worker may call it.
create function public.model_records() returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(r) order by r.provider, r.model), '[]')
  from (
    select
      t.provider,
      t.model,
      coalesce(sum(e.edits), 0) as edits,
      coalesce(sum(e.failed), 0) as failed_edits,
      count(*) filter (where t.tests ->> 'verdict' in ('pass', 'broken', 'errored')) as tested,
      count(*) filter (where t.tests ->> 'verdict' = 'pass') as passed
    from public.tasks t
    left join lateral (
      select count(*) as edits, count(*) filter (where l.data ->> 'ok' = 'false') as failed
      from public.task_logs l
      where l.task_id = t.id and l.type = 'tool' and l.data ->> 'tool' in ('edit', 'write', 'apply_patch')
    ) as e on true
    where t.created_at > now() - interval '90 days' and t.provider not in ('auto', 'demo')
    group by t.provider, t.model
  ) as r;
$$;
revoke all on function public.model_records() from public, anon, authenticated, service_role;
grant execute on function public.model_records() to service_role;
