-- The functions the Worker mirrors a task with, the sign-in trigger, and what removal of a user takes along.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select no_plan();

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test',
   '{"user_name": "ada", "provider_id": "1001", "full_name": "Ada Example", "avatar_url": "https://x.test/a.png"}'),
  ('00000000-0000-4000-8000-00000000000c', 'odd@example.test', '["not", "an", "object"]'),
  ('00000000-0000-4000-8000-00000000000d', 'none@example.test', null);

select row_eq(
  $$ select github_id, github_login, email, name, avatar_url from public.users
     where id = '00000000-0000-4000-8000-00000000000a' $$,
  row('1001'::text, 'ada'::text, 'ada@example.test'::text, 'Ada Example'::text, 'https://x.test/a.png'::text),
  'sign-up fills public.users');
select results_eq('select count(*)::int from public.users where github_login is null', array[2],
  'odd or missing metadata does not stop a sign-up');
update auth.users set raw_user_meta_data = '{"user_name": "ada-l", "provider_id": "9999", "full_name": "Ada L"}'
  where id = '00000000-0000-4000-8000-00000000000a';
select results_eq($$ select github_login from public.users where id = '00000000-0000-4000-8000-00000000000a' $$,
  array['ada-l'], 'a later sign-in refreshes the display data');
select results_eq($$ select github_id from public.users where id = '00000000-0000-4000-8000-00000000000a' $$,
  array['1001'], 'the GitHub id keeps its first value');

update auth.users set email = 'ada@new.test' where id = '00000000-0000-4000-8000-00000000000a';
select results_eq($$ select email from public.users where id = '00000000-0000-4000-8000-00000000000a' $$,
  array['ada@new.test'], 'a changed address is taken over');
update auth.users set email = null where id = '00000000-0000-4000-8000-00000000000a';
select results_eq($$ select email from public.users where id = '00000000-0000-4000-8000-00000000000a' $$,
  array[null::text], 'and so is one that is gone: a sign-in need not give any');

-- github_identity() reads what sign-in recorded, not what the user wrote about themselves.
insert into auth.identities (id, provider, provider_id, user_id, identity_data) values
  (gen_random_uuid(), 'github', '1001', '00000000-0000-4000-8000-00000000000a', '{"sub": "1001"}');
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select is(public.github_identity(), '1001', 'github_identity: the recorded id');
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000c", "role": "authenticated"}';
select is(public.github_identity(), null, 'github_identity: null without a GitHub identity');
select throws_ok('select public.mirror_task(''{}'')', '42501', null, 'a user may not mirror');
select throws_ok($$ select public.append_task_logs('10000000-0000-4000-8000-00000000000a', '[]') $$, '42501', null,
  'a user may not append logs');
select throws_ok($$ select public.replace_files_diff('10000000-0000-4000-8000-00000000000a', 1, '[]') $$, '42501', null,
  'a user may not replace a diff');
reset role;

insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model) values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', 't', 'demo', 'm');
select row_eq('select state, status, version from public.tasks',
  row('queued'::public.task_state, 'queued'::text, 0::bigint), 'a new task is queued at version 0');

set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
select is(public.mirror_task('{"id": "10000000-0000-4000-8000-00000000000a", "version": 5, "state": "planning",
  "plan": "1. One", "plan_document": {"goal": "g"}, "error": null, "head_seq": 12, "updated_at": "2026-11-22T10:00:00.000Z"}'), 'applied', 'mirror applies');
select row_eq('select state, status, version, plan, plan_document, error, head_seq, title, completed_at from public.tasks',
  row('planning'::public.task_state, 'running'::text, 5::bigint, '1. One'::text, '{"goal": "g"}'::jsonb, null::jsonb,
      12::bigint, 't'::text, null::timestamptz),
  'the row holds the snapshot; JSON null is SQL null; the title stays');
select is(public.mirror_task('{"id": "10000000-0000-4000-8000-00000000000a", "version": 5, "state": "failed"}'), 'stale',
  'the same version again is stale');
select is(public.mirror_task('{"id": "10000000-0000-4000-8000-00000000000a", "version": 4, "state": "failed"}'), 'stale',
  'an older version is stale');
select results_eq('select state::text from public.tasks', array['planning'], 'a stale snapshot changes nothing');
select is(public.mirror_task('{"id": "10000000-0000-4000-8000-0000000000ff", "version": 1, "state": "failed"}'), 'absent',
  'an unknown task is absent');
select throws_ok($$ select public.mirror_task('{"id": "10000000-0000-4000-8000-00000000000a", "state": "failed"}') $$,
  '22023', null, 'a snapshot without a version is refused');
select throws_ok($$ select public.mirror_task('{"id": "10000000-0000-4000-8000-00000000000a", "version": 9, "state": "dreaming"}') $$,
  '22P02', null, 'an unknown state is refused');

select is(public.mirror_task('{"id": "10000000-0000-4000-8000-00000000000a", "version": 6, "state": "complete",
  "completed_at": "2026-11-22T11:00:00.000Z"}'), 'applied', 'a task comes to its end');
select row_eq('select plan, completed_at from public.tasks', row(null::text, '2026-11-22T11:00:00Z'::timestamptz),
  'when it did is kept; what the snapshot leaves out is gone');

-- Logs.
select is(public.append_task_logs('10000000-0000-4000-8000-00000000000a',
  '[{"seq": 1, "timestamp": "2026-11-22T10:00:00Z", "stage": "queued", "message": "one", "type": "state", "data": {"a": 1}},
    {"seq": 2, "timestamp": "2026-11-22T10:00:01Z", "stage": "cloning", "message": "two", "type": "state", "data": {}}]'),
  2, 'append adds both');
select is(public.append_task_logs('10000000-0000-4000-8000-00000000000a',
  '[{"seq": 2, "timestamp": "2026-11-22T10:00:01Z", "stage": "cloning", "message": "changed", "type": "state", "data": {}},
    {"seq": 3, "timestamp": "2026-11-22T10:00:02Z", "stage": "cloning", "message": "three", "type": "state", "data": {}}]'),
  1, 'append again adds only what is new');
select results_eq('select message from public.task_logs order by seq', array['one', 'two', 'three'], 'a stored row stays as it was');
select is(public.append_task_logs('10000000-0000-4000-8000-0000000000ff', '[{"seq": 1}]'), 0, 'logs of an unknown task go nowhere');

-- Diff.
select ok(public.replace_files_diff('10000000-0000-4000-8000-00000000000a', 7,
  '[{"file_path": "a.ts", "status": "modified", "additions": 2, "deletions": 1, "plan_steps": ["s1"], "diff_text": "@@"},
    {"file_path": "b.png", "status": "added", "additions": 0, "deletions": 0, "is_binary": true}]'), 'the diff is stored');
select results_eq('select file_path, diff_text from public.files_diff order by file_path',
  $$ values ('a.ts', '@@'), ('b.png', null) $$, 'a file without a text diff is there too');
select ok(not public.replace_files_diff('10000000-0000-4000-8000-00000000000a', 6, '[]'), 'an older diff is refused');
select ok(public.replace_files_diff('10000000-0000-4000-8000-00000000000a', 8,
  '[{"file_path": "c.ts", "status": "deleted", "additions": 0, "deletions": 9}]'), 'a newer diff replaces it');
select results_eq('select file_path from public.files_diff', array['c.ts'], 'as a whole');
reset role;

-- Each fine state gives its coarse word, as `statusOf` in worker/protocol/state.ts does.
insert into public.tasks (user_id, repo, branch, prompt, title, provider, model, state)
select '00000000-0000-4000-8000-00000000000a', 'each/state', 'main', 'p', 't', 'demo', 'm', s
from unnest(enum_range(null::public.task_state)) as s;
select results_eq(
  $$ select state::text || ' ' || status::text from public.tasks where repo = 'each/state' order by state $$,
  array['queued queued', 'cloning running', 'analyzing running', 'planning running', 'awaiting_approval running',
        'applying running', 'testing running', 'reviewing running', 'publishing running', 'complete complete',
        'failed error', 'cancelled error'],
  'each state gives its status');

delete from auth.users where id = '00000000-0000-4000-8000-00000000000a';
select is_empty('select 1 from public.task_logs union all select 1 from public.files_diff union all select 1 from public.tasks',
  'removing a user takes their tasks and history along');

select * from finish();
rollback;
