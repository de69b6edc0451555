-- What a user and an organisation have used up since the month began, for the Worker's limits. A month is one of the
-- calendar, in UTC. It is read from what is there anyhow: tasks, and their events of steps and of model calls.

-- Serves the sum of minutes, over the few events that end a step.
create index task_logs_worked_idx on public.task_logs (user_id, "timestamp") where type = 'step_finished';
create index tasks_charged_org_idx on public.tasks (charged_org_id) where charged_org_id is not null;

-- Of one user, or of the tasks that count for one organisation. A price that is not known counts as 0.
create function public.amounts_used(p_user_id uuid, p_org_id uuid) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  with counted as (
    select t.id, t.user_id, t.created_at from public.tasks t where t.user_id = p_user_id
    union all
    select t.id, t.user_id, t.created_at from public.tasks t where t.charged_org_id = p_org_id
  )
  select jsonb_build_object(
    'tasks', (select count(*) from counted c where c.created_at >= public.month_start()),
    'minutes', (
      select coalesce(sum((l.data ->> 'duration_ms')::numeric), 0) / 60000
      from public.task_logs l
      where l.user_id in (select c.user_id from counted c) and l.type = 'step_finished'
        and l."timestamp" >= public.month_start() and l.task_id in (select c.id from counted c)
    ),
    'usd', (
      select coalesce(sum((l.data #>> '{usage,cost_usd}')::numeric), 0)
      from public.task_logs l
      where l.user_id in (select c.user_id from counted c) and l.type = 'usage'
        and l."timestamp" >= public.month_start() and l.task_id in (select c.id from counted c)
    )
  );
$$;

-- {user, organisation}: what p_user_id used, and what the organisation did that the task counts for, or null.
create function public.consumption(p_user_id uuid, p_task_id uuid) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'user', public.amounts_used(p_user_id, null),
    'organisation', (
      select public.amounts_used(null, t.charged_org_id) from public.tasks t
      where t.id = p_task_id and t.charged_org_id is not null
    )
  );
$$;

revoke all on function public.amounts_used(uuid, uuid), public.consumption(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.amounts_used(uuid, uuid), public.consumption(uuid, uuid) to service_role;
