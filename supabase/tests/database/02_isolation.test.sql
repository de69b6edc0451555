-- One user never sees, changes or removes what belongs to another; anon and a forged identity see nothing.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(39);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test', '{"user_name": "ada", "provider_id": "1001"}'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test', '{"user_name": "grace", "provider_id": "1002"}');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model) values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', 't', 'demo', 'm'),
  ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'b/b', 'main', 'p', 't', 'demo', 'm');
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
  select id, 1, user_id, now(), 'queued', 'm', 'warning', '{}' from public.tasks;
insert into public.files_diff (task_id, file_path, user_id, status, additions, deletions)
  select id, 'f.ts', user_id, 'modified', 1, 0 from public.tasks;
insert into public.api_keys (id, user_id, provider, encrypted_key, iv, key_version, last4)
  select gen_random_uuid(), id, 'openai', 'secret', 'iv', 'k1', '1234' from public.users;
insert into public.github_tokens (user_id, ciphertext, iv, key_version, github_login, github_id)
  select id, 'secret', 'iv', 'k1', github_login, github_id from public.users;

-- Ada.
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';

select results_eq('select github_login from public.users', array['ada'], 'users: only oneself');
select results_eq('select repo from public.tasks', array['a/a'], 'tasks: only own');
select results_eq('select count(*)::int from public.task_logs', array[1], 'task_logs: only own');
select results_eq('select count(*)::int from public.files_diff', array[1], 'files_diff: only own');
select results_eq('select count(id)::int from public.api_keys', array[1], 'api_keys: only own');
select is_empty($$ select 1 from public.task_logs where task_id = '10000000-0000-4000-8000-00000000000b' $$,
  'task_logs of another by id: nothing');

select throws_ok('select encrypted_key from public.api_keys', '42501', null, 'api_keys: encrypted_key is unreadable');
select throws_ok('select iv from public.api_keys', '42501', null, 'api_keys: iv is unreadable');
select throws_ok('select * from public.api_keys', '42501', null, 'api_keys: no select *');
select throws_ok('select 1 from public.github_tokens', '42501', null, 'github_tokens: no access at all');
select throws_ok('delete from public.github_tokens', '42501', null, 'github_tokens: no delete');

select lives_ok(
  $$ insert into public.tasks (user_id, repo, branch, prompt, title, provider, model)
     values ('00000000-0000-4000-8000-00000000000a', 'a/new', 'main', 'p', 't', 'demo', 'm') $$,
  'tasks: may create an own one');
select lives_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model)
     values ('a/default', 'main', 'p', 't', 'demo', 'm') $$,
  'tasks: the owner defaults to the caller');
select throws_ok(
  $$ insert into public.tasks (user_id, repo, branch, prompt, title, provider, model)
     values ('00000000-0000-4000-8000-00000000000b', 'b/new', 'main', 'p', 't', 'demo', 'm') $$,
  '42501', null, 'tasks: may not create one for another');
select throws_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model, state)
     values ('a/a', 'main', 'p', 't', 'demo', 'm', 'complete') $$,
  '42501', null, 'tasks: may not choose the state');
select throws_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model, pr_url)
     values ('a/a', 'main', 'p', 't', 'demo', 'm', 'https://x') $$,
  '42501', null, 'tasks: may not set a pull request');
select throws_ok('update public.tasks set state = ''complete''', '42501', null, 'tasks: no update');
select throws_ok('delete from public.tasks', '42501', null, 'tasks: no delete');
select throws_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model)
     values ('a/a', 'main', '', 't', 'demo', 'm') $$,
  '23514', null, 'tasks: an empty prompt is refused');
select throws_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model)
     values ('a/a', 'main', repeat('x', 64001), 't', 'demo', 'm') $$,
  '23514', null, 'tasks: a prompt over 64,000 characters is refused');

select throws_ok(
  $$ insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
     values ('10000000-0000-4000-8000-00000000000a', 2, '00000000-0000-4000-8000-00000000000a', now(), 's', 'm', 't', '{}') $$,
  '42501', null, 'task_logs: no insert');
select throws_ok('update public.task_logs set message = ''x''', '42501', null, 'task_logs: no update');
select throws_ok('delete from public.task_logs', '42501', null, 'task_logs: no delete');
select throws_ok('update public.files_diff set diff_text = ''x''', '42501', null, 'files_diff: no update');
select throws_ok('delete from public.files_diff', '42501', null, 'files_diff: no delete');
select throws_ok('update public.users set name = ''x''', '42501', null, 'users: no update');
select throws_ok('delete from public.users', '42501', null, 'users: no delete');
select throws_ok(
  $$ insert into public.api_keys (id, user_id, provider, encrypted_key, iv, key_version, last4, base_url)
     values (gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', 'demo', 'c', 'i', 'k', 'l', 'http://169.254.169.254') $$,
  '42501', null, 'api_keys: no insert past the checks of the Worker');
select throws_ok('update public.api_keys set base_url = ''http://x''', '42501', null, 'api_keys: no update');
select lives_ok(
  $$ delete from public.api_keys where user_id = '00000000-0000-4000-8000-00000000000b' $$, 'a foreign delete runs ...');

reset role;
select results_eq('select count(*)::int from public.api_keys', array[2], '... and removes nothing');
set local role authenticated;
select lives_ok('delete from public.api_keys', 'api_keys: may delete one''s own');
reset role;
select results_eq('select u.github_login from public.api_keys k join public.users u on u.id = k.user_id',
  array['grace'], 'api_keys: a delete without a filter leaves those of others');

-- Signed in, but as nobody known.
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-0000000000ff", "role": "authenticated"}';
select is_empty('select 1 from public.tasks', 'an unknown user sees no task');
set local request.jwt.claims = '{}';
select is_empty('select 1 from public.tasks', 'a token without a subject sees no task');

-- Not signed in.
set local role anon;
select throws_ok(format('select 1 from public.%I', t), '42501', null, 'anon may not read ' || t)
from unnest(array['users', 'tasks', 'task_logs', 'api_keys']) as t;

select * from finish();
rollback;
