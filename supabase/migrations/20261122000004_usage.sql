-- What the models cost, read from the journal: each model call is one event of type 'usage'.

-- Serves the policy (user_id) and the period, over the few events that are a model call.
create index task_logs_usage_idx on public.task_logs (user_id, "timestamp") where type = 'usage';

-- The caller's model calls from p_from (inclusive) to p_to (exclusive), added up by day (UTC), provider, model, task
-- and stage: a JSON array of rows. One JSON value and not a set, because the API cuts sets at `max_rows`, and a sum
-- over a part of the rows is wrong without a sign of it.
--
-- `cost_usd` adds the known prices and is null where none is known; `unknown_cost_calls` counts the others. The
-- event's own `calls` is a running number of the task and no amount. Row-level security alone decides whose calls.
create function public.usage_summary(p_from timestamptz, p_to timestamptz) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(g) order by g.day, g.task_id, g.stage, g.provider, g.model), '[]')
  from (
    select
      (l."timestamp" at time zone 'UTC')::date as day,
      coalesce(nullif(l.data ->> 'provider', ''), t.provider) as provider,
      coalesce(nullif(l.data ->> 'model', ''), t.model) as model,
      t.repo as repo_full_name,
      t.id as task_id,
      t.title,
      l.stage,
      count(*) as calls,
      coalesce(sum((l.data #>> '{usage,input_tokens}')::bigint), 0) as input_tokens,
      coalesce(sum((l.data #>> '{usage,output_tokens}')::bigint), 0) as output_tokens,
      coalesce(sum((l.data #>> '{usage,cached_input_tokens}')::bigint), 0) as cached_input_tokens,
      sum((l.data #>> '{usage,cost_usd}')::numeric) as cost_usd,
      count(*) filter (where l.data #>> '{usage,cost_usd}' is null) as unknown_cost_calls
    from public.task_logs l
    join public.tasks t on t.id = l.task_id
    where l.type = 'usage' and l."timestamp" >= p_from and l."timestamp" < p_to
    group by 1, 2, 3, t.id, l.stage
  ) as g;
$$;
revoke all on function public.usage_summary(timestamptz, timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.usage_summary(timestamptz, timestamptz) to authenticated;
