-- How many tasks of a user may be at work at once. A place is counted and taken under one lock, so that requests at the
-- same moment cannot take the same one. The Worker says how many there are.

-- Number of a user's tasks that have a place, without one of them. The caller holds the lock below.
create function public.places_taken(p_user_id uuid, p_except uuid) returns bigint
  language sql volatile security invoker set search_path = ''
as $$
  select count(*) from public.tasks t
  where t.user_id = p_user_id and t.id <> p_except
    and (t.status in ('queued', 'running') or t.placed_at > now() - interval '2 minutes');
$$;

create function public.lock_places(p_user_id uuid) returns void
  language sql volatile security invoker set search_path = ''
as $$
  select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('places ' || p_user_id::text, 0));
$$;

-- When the present month began, in UTC.
create function public.month_start() returns timestamptz
  language sql stable security invoker set search_path = ''
as $$
  select date_trunc('month', now() at time zone 'UTC') at time zone 'UTC';
$$;

-- Inserts a task of the caller's, which takes a place. Answers 'created', 'exists' (they have a task of that id, which
-- stays as it is), 'full' (there are p_most tasks at work; null: without a limit) or 'used_up' (p_monthly were created
-- this month, likewise).
create function public.create_task(p jsonb, p_most integer, p_monthly integer default null) returns text
  language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_new public.tasks := jsonb_populate_record(null::public.tasks, p);
begin
  perform public.lock_places(v_new.user_id);
  if exists (select from public.tasks t where t.id = v_new.id and t.user_id = v_new.user_id) then
    return 'exists';
  end if;
  if public.places_taken(v_new.user_id, v_new.id) >= p_most then
    return 'full';
  end if;
  if (
    select count(*) from public.tasks t where t.user_id = v_new.user_id and t.created_at >= public.month_start()
  ) >= p_monthly then
    return 'used_up';
  end if;
  insert into public.tasks
    (id, user_id, repo, branch, prompt, title, provider, model, auto_pr, review_plan, allow_read_only, budget, images)
  values (v_new.id, v_new.user_id, v_new.repo, v_new.branch, v_new.prompt, v_new.title, v_new.provider, v_new.model,
    coalesce(v_new.auto_pr, false), coalesce(v_new.review_plan, true), coalesce(v_new.allow_read_only, false),
    coalesce(v_new.budget, '{}'), coalesce(v_new.images, '{}'));
  return 'created';
end;
$$;

-- Takes a place for a task that is to work again. False where there is none, or no such task. The place is the task's
-- while it works; until its row says so, for two minutes.
create function public.take_place(p_task_id uuid, p_most integer) returns boolean
  language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_user_id uuid := (select t.user_id from public.tasks t where t.id = p_task_id);
begin
  if v_user_id is null then
    return false;
  end if;
  perform public.lock_places(v_user_id);
  if public.places_taken(v_user_id, p_task_id) >= p_most then
    return false;
  end if;
  update public.tasks t set placed_at = now() where t.id = p_task_id;
  return true;
end;
$$;

revoke all on function public.places_taken(uuid, uuid) from public, anon, authenticated, service_role;
revoke all on function public.lock_places(uuid) from public, anon, authenticated, service_role;
revoke all on function public.month_start() from public, anon, authenticated, service_role;
revoke all on function public.create_task(jsonb, integer, integer) from public, anon, authenticated, service_role;
revoke all on function public.take_place(uuid, integer) from public, anon, authenticated, service_role;
grant execute on function public.places_taken(uuid, uuid) to authenticated, service_role;
grant execute on function public.lock_places(uuid) to authenticated, service_role;
grant execute on function public.month_start() to authenticated, service_role;
grant execute on function public.create_task(jsonb, integer, integer) to authenticated;
grant execute on function public.take_place(uuid, integer) to service_role;
