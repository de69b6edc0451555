-- repo_settings: each user decides for their own tasks, the Worker reads and keeps commands, and everything is off until somebody decides.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(29);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.repo_settings (user_id, repo_full_name) values
  ('00000000-0000-4000-8000-00000000000b', 'a/a');
select results_eq('select exit_status_counts from public.repo_settings', array[false], 'off until it is decided');

set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select is_empty('select 1 from public.repo_settings', 'a user sees no settings of another');
select lives_ok(
  $$ insert into public.repo_settings (repo_full_name, exit_status_counts) values ('a/a', true) $$,
  'a user decides for a repository that another has settings for too; the owner defaults to the caller');
select throws_ok(
  $$ insert into public.repo_settings (user_id, repo_full_name, exit_status_counts) values
     ('00000000-0000-4000-8000-00000000000b', 'a/b', true) $$,
  '42501', null, 'a user decides nothing for another');
select throws_ok(
  $$ insert into public.repo_settings (repo_full_name, updated_at) values ('a/b', '2000-01-01') $$,
  '42501', null, 'nobody says when it was decided');
select throws_ok(
  format($$ insert into public.repo_settings (repo_full_name) values (%L) $$, name),
  '23514', null, 'refused: ' || why)
from (values ('a', 'no repository'), ('A/a', 'a name in capitals'), ('a/' || repeat('b', 139), 'a name over 140')) as v (name, why);
select results_eq('select unconfined_commands, scan_command from public.repo_settings',
  $$ values (false, null::text) $$, 'nobody agreed to anything, and nothing scans');
select throws_ok(
  format($$ update public.repo_settings set scan_command = %L $$, command), '23514', null, 'refused: ' || why)
from (values ('', 'a scanner without a command'), (repeat('x', 501), 'one over 500 characters')) as v (command, why);
select results_eq('select second_reader from public.repo_settings', array['auto'], 'a second reader costs little by default');
select throws_ok(
  $$ update public.repo_settings set second_reader = 'sometimes' $$, '23514', null, 'and is one of three choices');
select throws_ok(
  $$ insert into public.repo_settings (repo_full_name, unconfined_commands) values ('a/b', null) $$,
  '23502', null, 'an agreement is given or not');
select throws_ok(
  $$ insert into public.repo_settings (repo_full_name, exit_status_counts) values ('a/b', null) $$,
  '23502', null, 'it is one or the other');
select lives_ok(
  $$ insert into public.repo_settings (repo_full_name, exit_status_counts) values ('a/a', false)
     on conflict (user_id, repo_full_name) do update set exit_status_counts = excluded.exit_status_counts $$,
  'a user changes their mind');
select results_eq('select repo_full_name, exit_status_counts from public.repo_settings',
  $$ values ('a/a', false) $$, 'in place of what was there');
select throws_ok(
  $$ update public.repo_settings set user_id = '00000000-0000-4000-8000-00000000000b', repo_full_name = 'a/c' $$,
  '42501', null, 'a user gives no settings away');
update public.repo_settings set exit_status_counts = true where user_id = '00000000-0000-4000-8000-00000000000b';
select throws_ok($$ delete from public.repo_settings $$, '42501', null, 'settings are changed, not removed');

-- The limit.
select lives_ok(
  $$ insert into public.repo_settings (repo_full_name) select 'a/repo' || n from generate_series(2, 500) as n $$,
  'a user has settings for 500 repositories');
select throws_ok(
  $$ insert into public.repo_settings (repo_full_name) values ('a/more') $$,
  'PT409', 'repo_settings: at most 500 repositories for a user', 'and not for one more');
select lives_ok(
  $$ insert into public.repo_settings (repo_full_name, exit_status_counts) values ('a/a', true)
     on conflict (user_id, repo_full_name) do update set exit_status_counts = excluded.exit_status_counts $$,
  'those that are there are changed whatever their number');

-- Nobody, and the Worker.
set local role anon;
select throws_ok('select 1 from public.repo_settings', '42501', null, 'anon may not read repo_settings');
set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
select results_eq(
  $$ select exit_status_counts from public.repo_settings where repo_full_name = 'a/a' order by 1 $$,
  array[false, true], 'the Worker reads all of them; a foreign change changed nothing');
select throws_ok($$ update public.repo_settings set exit_status_counts = true $$, '42501', null, 'the Worker decides nothing');
select throws_ok(
  $$ insert into public.repo_settings (user_id, repo_full_name, exit_status_counts)
     values ('00000000-0000-4000-8000-00000000000b', 'a/z', true) $$,
  '42501', null, 'the Worker adds no decision');
select lives_ok(
  $$ insert into public.repo_settings (user_id, repo_full_name, commands)
     values ('00000000-0000-4000-8000-00000000000a', 'a/a', '{"test": {"command": "make test", "by": "user"}}')
     on conflict (user_id, repo_full_name) do update set commands = excluded.commands $$,
  'the Worker keeps the commands of an approved plan');
select throws_ok($$ update public.repo_settings set commands = '[]' $$, '23514', null, 'which are an object');

reset role;
delete from auth.users where id = '00000000-0000-4000-8000-00000000000a';
select results_eq('select count(*)::int from public.repo_settings', array[1], 'removing a user takes their settings along');

select * from finish();
rollback;
