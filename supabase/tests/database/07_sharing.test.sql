-- Archive and links: a task's owner decides, nobody else sees or does anything, and one link at a time holds.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(27);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model) values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', 't', 'demo', 'm'),
  ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'b/b', 'main', 'p', 't', 'demo', 'm');

select results_eq('select distinct visibility from public.tasks', array['private'], 'a new task is private');

-- The Worker shares grace's task.
set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
create temporary table links (step text, id uuid) on commit drop;
select ok(public.share_task('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'link'),
  'the Worker makes a link');
insert into links select 'first', id from public.task_shares where revoked_at is null;
select ok(public.share_task('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'link'),
  'the same again is fine ...');
select results_eq('select id from public.task_shares', 'select id from links', '... and the link stays');
select ok(not public.share_task('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000a', 'link'),
  'a task is shared in its owner''s name alone');
select ok(not public.share_task('10000000-0000-4000-8000-0000000000ff', '00000000-0000-4000-8000-00000000000a', 'link'),
  'an unknown task is not shared');
select throws_ok(
  $$ select public.share_task('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'everyone') $$,
  '23514', null, 'there are three ways to share');
select ok(public.share_task('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'private'),
  'the Worker takes the link back');
select is_empty('select 1 from public.task_shares where revoked_at is null', 'no link holds any more');
select ok(public.share_task('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'link'),
  'shared again ...');
select results_ne('select id from public.task_shares where revoked_at is null', 'select id from links',
  '... there is another link');
select results_eq('select count(*)::int from public.task_shares', array[2], 'a revoked link is remembered');
select throws_ok(
  $$ insert into public.task_shares (task_id, user_id)
     values ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b') $$,
  '23505', null, 'one link at a time');
select throws_ok(
  $$ insert into public.task_shares (task_id, user_id)
     values ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b') $$,
  '23503', null, 'a link names the task''s owner');
select throws_ok('delete from public.task_shares', '42501', null, 'the Worker removes no link');
select throws_ok($$ update public.task_shares set id = gen_random_uuid() $$, '42501', null,
  'the Worker changes no link');

-- Grace sees her links; ada sees nothing of them and cannot share or archive for her.
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000b", "role": "authenticated"}';
select results_eq('select count(*)::int from public.task_shares', array[2], 'an owner sees their links');
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select is_empty('select 1 from public.task_shares', 'a link of another is not seen');
select results_eq('select repo from public.tasks', array['a/a'],
  'a link lets nobody read the task past the Worker');
select throws_ok(
  $$ insert into public.task_shares (task_id, user_id)
     values ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a') $$,
  '42501', null, 'a user makes no link past the Worker');
select throws_ok($$ update public.tasks set visibility = 'link' $$, '42501', null, 'a user shares nothing past the Worker');
select lives_ok('update public.tasks set archived_at = now()', 'a user puts their tasks away ...');
select lives_ok(
  $$ update public.tasks set archived_at = now() where id = '10000000-0000-4000-8000-00000000000b' $$,
  'an update of another''s task runs ...');
reset role;
select results_eq('select repo from public.tasks where archived_at is not null', array['a/a'],
  '... and touches their own alone');

-- Not signed in.
set local role anon;
set local request.jwt.claims = '{"role": "anon"}';
select throws_ok('select 1 from public.task_shares', '42501', null, 'anon reads no link');
select throws_ok('update public.tasks set archived_at = now()', '42501', null, 'anon archives nothing');
select throws_ok(
  $$ select public.share_task('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'link') $$,
  '42501', null, 'anon shares nothing');

select * from finish();
rollback;
