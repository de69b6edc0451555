-- How a task's Durable Object writes to Postgres: functions for the secret key alone, each safe to repeat; and how its
-- journal is read there.

-- Writes a complete snapshot of a task; a key that is absent becomes null.
-- Answers 'applied', 'stale' (this version or a newer one is stored already) or 'absent' (no such task).
create function public.mirror_task(p jsonb) returns text
  language plpgsql security invoker set search_path = ''
as $$
declare
  v_id uuid := (p ->> 'id')::uuid;
begin
  if p ->> 'version' is null or p ->> 'state' is null or v_id is null then
    raise exception 'mirror_task: id, version and state are required' using errcode = '22023';
  end if;
  update public.tasks t set
    state = (p ->> 'state')::public.task_state,
    title = coalesce(p ->> 'title', t.title),
    -- A repository that was renamed is known by its present name.
    repo = coalesce(p ->> 'repo', t.repo),
    plan = p ->> 'plan',
    plan_document = nullif(p -> 'plan_document', 'null'),
    approved_version = (p ->> 'approved_version')::integer,
    base_commit = p ->> 'base_commit',
    pr_url = p ->> 'pr_url',
    head_branch = p ->> 'head_branch',
    asks = coalesce((p ->> 'asks')::boolean, false),
    worked_ms = (p ->> 'worked_ms')::bigint,
    error = nullif(p -> 'error', 'null'),
    diff_stat = nullif(p -> 'diff_stat', 'null'),
    usage = nullif(p -> 'usage', 'null'),
    tests = nullif(p -> 'tests', 'null'),
    sandbox = nullif(p -> 'sandbox', 'null'),
    head_seq = coalesce((p ->> 'head_seq')::bigint, t.head_seq),
    version = (p ->> 'version')::bigint,
    updated_at = coalesce((p ->> 'updated_at')::timestamptz, now()),
    completed_at = (p ->> 'completed_at')::timestamptz,
    -- An end from before the place was taken says nothing about it.
    placed_at = case
      when p ->> 'state' in ('complete', 'failed', 'cancelled') and t.placed_at >= (p ->> 'updated_at')::timestamptz
      then t.placed_at
    end
  where t.id = v_id and t.version < (p ->> 'version')::bigint;
  if found then
    return 'applied';
  end if;
  return case when exists (select from public.tasks t where t.id = v_id) then 'stale' else 'absent' end;
end;
$$;

-- Adds journal rows [{seq, timestamp, stage, message, type, data, actor}]; rows already there stay as they are.
-- Answers how many were new; 0 for a task that does not exist.
create function public.append_task_logs(p_task_id uuid, p_rows jsonb) returns integer
  language plpgsql security invoker set search_path = ''
as $$
declare
  v_count integer;
begin
  insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data, actor)
  select t.id, r.seq, t.user_id, r."timestamp", r.stage, r.message, r.type, r.data,
    coalesce(r.actor, '{"kind": "system"}')
  from public.tasks t
  cross join jsonb_to_recordset(p_rows)
    as r (seq bigint, "timestamp" timestamptz, stage text, message text, type text, data jsonb, actor jsonb)
  where t.id = p_task_id
  on conflict (task_id, seq) do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

-- A page of the journal, as far as the caller may read it: at most p_limit rows after p_after, and no more than p_bytes
-- of JSON. A row that is larger than that comes alone.
create function public.read_task_logs(p_task_id uuid, p_after bigint, p_limit integer, p_bytes bigint)
  returns table (
    task_id uuid, seq bigint, "timestamp" timestamptz, stage text, message text, type text, data jsonb, actor jsonb)
  language sql stable security invoker set search_path = ''
as $$
  with candidates as (
    select l.* from public.task_logs l
    where l.task_id = p_task_id and l.seq > p_after
    order by l.seq limit p_limit
  ), sized as (
    -- 262: names of fields, task, time, stage, type.
    select c.*,
      sum(octet_length(c.data::text) + octet_length(c.actor::text) + octet_length(to_json(c.message)::text) + 262)
        over (order by c.seq) as bytes,
      row_number() over (order by c.seq) as place
    from candidates c
  )
  select s.task_id, s.seq, s."timestamp", s.stage, s.message, s.type, s.data, s.actor
  from sized s where s.place = 1 or s.bytes <= p_bytes
  order by s.seq;
$$;

-- Replaces the files of a task's diff with p_rows, as of task version p_version. Answers false when a newer diff is
-- stored already, or when there is no such task.
create function public.replace_files_diff(p_task_id uuid, p_version bigint, p_rows jsonb) returns boolean
  language plpgsql security invoker set search_path = ''
as $$
declare
  v_user_id uuid;
begin
  update public.tasks t set diff_version = p_version
  where t.id = p_task_id and t.diff_version <= p_version
  returning t.user_id into v_user_id;
  if v_user_id is null then
    return false;
  end if;
  delete from public.files_diff f where f.task_id = p_task_id;
  insert into public.files_diff
    (task_id, file_path, user_id, status, additions, deletions, is_binary, plan_steps, out_of_plan,
     machine_written, diff_text)
  select p_task_id, r.file_path, v_user_id, r.status, r.additions, r.deletions, coalesce(r.is_binary, false),
         coalesce(r.plan_steps, '{}'), coalesce(r.out_of_plan, false),
         coalesce(r.machine_written, false), r.diff_text
  from jsonb_to_recordset(p_rows) as r (
    file_path text, status text, additions integer, deletions integer,
    is_binary boolean, plan_steps text[], out_of_plan boolean, machine_written boolean, diff_text text
  );
  return true;
end;
$$;

revoke all on function public.mirror_task(jsonb) from public, anon, authenticated, service_role;
revoke all on function public.append_task_logs(uuid, jsonb) from public, anon, authenticated, service_role;
revoke all on function public.replace_files_diff(uuid, bigint, jsonb) from public, anon, authenticated, service_role;
revoke all on function public.read_task_logs(uuid, bigint, integer, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.read_task_logs(uuid, bigint, integer, bigint) to authenticated, service_role;
grant execute on function public.mirror_task(jsonb) to service_role;
grant execute on function public.append_task_logs(uuid, jsonb) to service_role;
grant execute on function public.replace_files_diff(uuid, bigint, jsonb) to service_role;
