-- What an installation did, in numbers, from its tasks and their journals: for those who run it, through the Worker.

-- Serves the period and the kinds of events that are counted, a small part of the journal.
create index task_logs_metrics_idx on public.task_logs ("timestamp")
  where type in ('usage', 'step_started', 'step_finished');

-- One JSON value, for the reason that `usage_summary` gives. Of tasks created from p_from (inclusive) to p_to (exclusive);
-- steps and model calls by their own time.
create function public.installation_metrics(p_from timestamptz, p_to timestamptz) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  with made as (
    select id, state, error, pr_url, created_at from public.tasks
    where created_at >= p_from and created_at < p_to
  ),
  logged as (
    select task_id, type, "timestamp", data from public.task_logs
    where type in ('usage', 'step_started', 'step_finished') and "timestamp" >= p_from and "timestamp" < p_to
  ),
  waited as (
    select extract(epoch from min(l."timestamp") - m.created_at) * 1000 as ms
    from made m join logged l on l.task_id = m.id
    where l.type = 'step_started' and l.data ->> 'step' = 'clone'
    group by m.id, m.created_at
  ),
  published as (
    select sum((l.data #>> '{usage,cost_usd}')::numeric) as cost
    from made m join public.task_logs l on l.task_id = m.id and l.type = 'usage'
    where m.pr_url is not null
  )
  select jsonb_build_object(
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('state', state, 'tasks', n) order by state), '[]')
      from (select state, count(*) as n from made group by state) as t),
    'failures', (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'tasks', n) order by n desc, code), '[]')
      from (select coalesce(error ->> 'code', 'unknown') as code, count(*) as n
            from made where state = 'failed' group by 1) as f),
    'queue', (select jsonb_build_object('tasks', count(*),
        'p50_ms', percentile_cont(0.5) within group (order by greatest(ms, 0)),
        'p95_ms', percentile_cont(0.95) within group (order by greatest(ms, 0))) from waited),
    'steps', (select coalesce(jsonb_agg(to_jsonb(s) order by s.step), '[]') from (
        select data ->> 'step' as step, count(*) as runs,
          count(*) filter (where data ->> 'ok' = 'false') as failed,
          percentile_cont(0.5) within group (order by (data ->> 'duration_ms')::float8) as p50_ms,
          percentile_cont(0.95) within group (order by (data ->> 'duration_ms')::float8) as p95_ms
        from logged where type = 'step_finished' group by 1) as s),
    'models', (select coalesce(jsonb_agg(to_jsonb(c) order by c.provider, c.model), '[]') from (
        select coalesce(data ->> 'provider', '') as provider, coalesce(data ->> 'model', '') as model,
          count(*) as calls,
          sum((data #>> '{usage,cost_usd}')::numeric) as cost_usd,
          count(*) filter (where data #>> '{usage,cost_usd}' is null) as unknown_cost_calls,
          percentile_cont(0.5) within group (order by (data ->> 'duration_ms')::float8) as p50_ms,
          percentile_cont(0.95) within group (order by (data ->> 'duration_ms')::float8) as p95_ms
        from logged where type = 'usage' group by 1, 2) as c),
    'pull_requests', (select jsonb_build_object('opened', n,
        'cost_usd_each', case when n > 0 then (select cost from published) / n end)
      from (select count(*) as n from made where pr_url is not null) as p)
  );
$$;
revoke all on function public.installation_metrics(timestamptz, timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.installation_metrics(timestamptz, timestamptz) to service_role;
