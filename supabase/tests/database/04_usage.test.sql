-- usage_summary: what it adds up, whose calls it sees, and that an unknown price is never taken for none.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(14);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model) values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', 'One', 'openai', 'm1'),
  ('20000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/b', 'main', 'p', 'Two', 'openai', 'm1'),
  ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'b/b', 'main', 'p', 'Hers', 'openai', 'm1');

create function pg_temp.call_model(task uuid, number bigint, at timestamptz, in_stage text, data jsonb) returns void
  language sql as $$
  insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
  select task, number, t.user_id, at, in_stage, 'm', 'usage', data from public.tasks t where t.id = task;
$$;
create function pg_temp.spent(cost numeric) returns jsonb language sql as $$
  select jsonb_build_object('input_tokens', 100, 'output_tokens', 10, 'cached_input_tokens', 40, 'cost_usd', cost);
$$;

create function pg_temp.rows_of(first timestamptz, after timestamptz) returns table (
  day date, provider text, model text, repo_full_name text, task_id uuid, title text, stage text, calls int,
  input_tokens int, output_tokens int, cached_input_tokens int, cost_usd numeric, unknown_cost_calls int
) language sql as $$
  select * from jsonb_to_recordset(public.usage_summary(first, after)) as r (
    day date, provider text, model text, repo_full_name text, task_id uuid, title text, stage text, calls int,
    input_tokens int, output_tokens int, cached_input_tokens int, cost_usd numeric, unknown_cost_calls int);
$$;

-- The running number `calls` of the events must not be added up.
select pg_temp.call_model('10000000-0000-4000-8000-00000000000a', 1, '2026-11-20 23:59:59.999+00', 'planning',
  jsonb_build_object('model', 'm1', 'usage', pg_temp.spent(0.1), 'calls', 1));
select pg_temp.call_model('10000000-0000-4000-8000-00000000000a', 2, '2026-11-20 12:00+00', 'planning',
  jsonb_build_object('model', 'm1', 'usage', pg_temp.spent(0.2), 'calls', 2));
select pg_temp.call_model('10000000-0000-4000-8000-00000000000a', 3, '2026-11-20 12:01+00', 'planning',
  jsonb_build_object('model', 'm1', 'usage', pg_temp.spent(null), 'calls', 3));
-- The 20th in UTC.
select pg_temp.call_model('10000000-0000-4000-8000-00000000000a', 4, '2026-11-21 01:00+02', 'applying_changes',
  jsonb_build_object('provider', 'google', 'model', 'g1', 'usage', pg_temp.spent(null), 'calls', 4));
select pg_temp.call_model('20000000-0000-4000-8000-00000000000a', 1, '2026-11-21 00:00+00', 'planning',
  jsonb_build_object('model', 'm2', 'usage', pg_temp.spent(0), 'calls', 1));
select pg_temp.call_model('10000000-0000-4000-8000-00000000000b', 1, '2026-11-20 12:00+00', 'planning',
  jsonb_build_object('model', 'm1', 'usage', pg_temp.spent(9), 'calls', 1));
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data) values
  ('10000000-0000-4000-8000-00000000000a', 9, '00000000-0000-4000-8000-00000000000a', '2026-11-20 12:00+00',
   'planning', 'm', 'agent_text', '{"text": "no call", "usage": {"input_tokens": 7}}');

select has_index('public', 'task_logs', 'task_logs_usage_idx', 'the calls of a user and a period have an index');

set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select results_eq(
  $$ select day, task_id, title, repo_full_name from pg_temp.rows_of('2026-11-01', '2026-12-01') $$,
  $$ values
    ('2026-11-20'::date, '10000000-0000-4000-8000-00000000000a'::uuid, 'One', 'a/a'),
    ('2026-11-20', '10000000-0000-4000-8000-00000000000a', 'One', 'a/a'),
    ('2026-11-21', '20000000-0000-4000-8000-00000000000a', 'Two', 'a/b') $$,
  'own tasks alone, by day in UTC, in order');
select results_eq(
  $$ select calls, input_tokens, output_tokens, cached_input_tokens from pg_temp.rows_of('2026-11-01', '2026-12-01')
     where stage = 'planning' and repo_full_name = 'a/a' $$,
  $$ values (3, 300, 30, 120) $$, 'calls of one group are counted and added up; other events are not');
select results_eq(
  $$ select cost_usd, unknown_cost_calls from pg_temp.rows_of('2026-11-01', '2026-12-01')
     where stage = 'planning' and repo_full_name = 'a/a' $$,
  $$ values (0.3, 1) $$, 'known costs are added, the others counted');
select results_eq(
  $$ select provider, model, cost_usd, unknown_cost_calls from pg_temp.rows_of('2026-11-01', '2026-12-01')
     where stage = 'applying_changes' $$,
  $$ values ('google', 'g1', null::numeric, 1) $$, 'without any known cost it is unknown; the event''s provider counts');
select results_eq(
  $$ select provider, model, cost_usd, unknown_cost_calls from pg_temp.rows_of('2026-11-01', '2026-12-01')
     where repo_full_name = 'a/b' $$,
  $$ values ('openai', 'm2', 0::numeric, 0) $$, 'a free call costs 0; without a provider the task''s counts');
select results_eq(
  $$ select sum(calls)::int from pg_temp.rows_of('2026-11-20', '2026-11-21') $$, array[4], 'the end is excluded ...');
select results_eq(
  $$ select sum(calls)::int from pg_temp.rows_of('2026-11-21', '2026-11-22') $$, array[1], '... and the start is not');
select is(public.usage_summary('2026-12-01', '2026-12-02'), '[]', 'a period without a call is an empty list');
select is(public.usage_summary(null, null), '[]', 'no period is an empty list');

set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-0000000000ff", "role": "authenticated"}';
select is(public.usage_summary('2026-11-01', '2026-12-01'), '[]', 'an unknown user spent nothing');
set local request.jwt.claims = '{}';
select is(public.usage_summary('2026-11-01', '2026-12-01'), '[]', 'a token without a subject sees nothing');
set local role anon;
select throws_ok($$ select public.usage_summary('2026-11-01', '2026-12-01') $$, '42501', null, 'anon may not ask');
set local role service_role;
select throws_ok($$ select public.usage_summary('2026-11-01', '2026-12-01') $$, '42501', null,
  'the secret key, which would see everybody''s calls, may not ask');

reset role;
select * from finish();
rollback;
