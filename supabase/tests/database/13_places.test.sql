-- Places: how many tasks of a user are at work, counted and taken in one function.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select no_plan();

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');

create function pg_temp.task(n integer, owner text) returns jsonb language sql as $$
  select jsonb_build_object('id', '10000000-0000-4000-8000-00000000000' || n, 'user_id', owner, 'repo', 'a/a',
    'branch', 'main', 'prompt', 'p', 'title', 't', 'provider', 'demo', 'model', 'm', 'state', 'complete', 'version', 9);
$$;
grant execute on function pg_temp.task(integer, text) to authenticated;

set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select is(public.create_task(pg_temp.task(1, '00000000-0000-4000-8000-00000000000a'), 2), 'created', 'there is a place');
select row_eq('select state, version, auto_pr, review_plan, budget from public.tasks',
  row('queued'::public.task_state, 0::bigint, false, true, '{}'::jsonb),
  'a caller decides what is asked for, and nothing of how it goes');
select is(public.create_task(pg_temp.task(2, '00000000-0000-4000-8000-00000000000a'), 2), 'created', 'and another');
select is(public.create_task(pg_temp.task(3, '00000000-0000-4000-8000-00000000000a'), 2), 'full', 'and no third');
select is(public.create_task(pg_temp.task(2, '00000000-0000-4000-8000-00000000000a'), 2), 'exists',
  'a task that is there is no further one');
select is(public.create_task(pg_temp.task(3, '00000000-0000-4000-8000-00000000000a'), null), 'created', 'null is no limit');
select throws_ok($$ select public.create_task(pg_temp.task(4, '00000000-0000-4000-8000-00000000000b'), 2) $$, '42501', null,
  'nobody creates tasks of others');
select throws_ok($$ select public.take_place('10000000-0000-4000-8000-000000000001', 9) $$, '42501', null,
  'a user gives no places');

set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000b", "role": "authenticated"}';
select is(public.create_task(pg_temp.task(4, '00000000-0000-4000-8000-00000000000b'), 1), 'created',
  'each user has places of their own');
select throws_ok($$ select public.create_task(pg_temp.task(1, '00000000-0000-4000-8000-00000000000b'), 9) $$, '23505', null,
  'an id that belongs to somebody else is refused');

set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
select is(public.take_place('10000000-0000-4000-8000-000000000001', 2), false, 'three tasks of two are enough');
select is(public.take_place('10000000-0000-4000-8000-000000000001', 3), true, 'a task does not stand in its own way');
update public.tasks set state = 'failed' where id = '10000000-0000-4000-8000-000000000003';
select is(public.take_place('10000000-0000-4000-8000-000000000003', 2), false, 'one that has ended needs a place');
select is(public.take_place('10000000-0000-4000-8000-000000000003', 3), true, '... and takes it');
select is(public.places_taken('00000000-0000-4000-8000-00000000000a', '10000000-0000-4000-8000-000000000009'), 3::bigint,
  'a place that was taken counts before the task says that it works');
update public.tasks set placed_at = now() - interval '3 minutes' where id = '10000000-0000-4000-8000-000000000003';
select is(public.places_taken('00000000-0000-4000-8000-00000000000a', '10000000-0000-4000-8000-000000000009'), 2::bigint,
  '... and not for long');
select is(public.take_place('10000000-0000-4000-8000-0000000000ff', 9), false, 'no place for no task');

select * from finish();
rollback;
