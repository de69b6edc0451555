-- task_drafts: each user has their own, may change all of a draft but not give it away, and keeps at most 100.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(18);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.task_drafts (user_id, draft_id, prompt) values
  ('00000000-0000-4000-8000-00000000000b', '20000000-0000-4000-8000-000000000001', 'of grace');

set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select is_empty('select 1 from public.task_drafts', 'a user sees no draft of another');
select lives_ok(
  $$ insert into public.task_drafts (draft_id, prompt) values ('20000000-0000-4000-8000-000000000001', '') $$,
  'a user adds a draft without anything in it; the owner defaults to the caller, and an id may be in use elsewhere');
select throws_ok(
  $$ insert into public.task_drafts (user_id, draft_id, prompt) values
     ('00000000-0000-4000-8000-00000000000b', gen_random_uuid(), 'x') $$,
  '42501', null, 'a user adds nothing to the drafts of another');
select throws_ok(
  $$ insert into public.task_drafts (draft_id, prompt, updated_at) values (gen_random_uuid(), 'x', '2000-01-01') $$,
  '42501', null, 'nobody says when a draft was changed');
select throws_ok(
  format($$ insert into public.task_drafts (draft_id, prompt, branch) values (gen_random_uuid(), %L, %L) $$, p, b),
  '23514', null, 'refused: ' || why)
from (values (repeat('x', 64001), 'main', 'a prompt over 64,000 characters'),
  ('x', repeat('b', 256), 'a branch over 255')) as v (p, b, why);

select throws_ok(
  $$ insert into public.task_drafts (draft_id, prompt, images) values
     (gen_random_uuid(), 'x', array_fill(gen_random_uuid(), array[5])) $$,
  '23514', null, 'refused: more than four images');

select lives_ok(
  $$ update public.task_drafts set prompt = 'mine', images = array[gen_random_uuid()], repo_full_name = 'a/a', branch = 'main', auto_pr = true $$,
  'a user changes their draft');
select throws_ok(
  $$ update public.task_drafts set user_id = '00000000-0000-4000-8000-00000000000b', draft_id = gen_random_uuid() $$,
  '42501', null, 'a user gives no draft away');
delete from public.task_drafts where user_id = '00000000-0000-4000-8000-00000000000b';
reset role;
select results_eq(
  $$ select prompt from public.task_drafts where user_id = '00000000-0000-4000-8000-00000000000b' $$,
  array['of grace'], 'neither change nor removal reaches the draft of another');

-- The limit.
set local role authenticated;
select lives_ok(
  $$ insert into public.task_drafts (draft_id, prompt) select gen_random_uuid(), 'draft ' || n from generate_series(2, 100) as n $$,
  'a user keeps 100 drafts');
select throws_ok(
  $$ insert into public.task_drafts (draft_id, prompt) values (gen_random_uuid(), 'one more') $$,
  'PT409', 'task_drafts: at most 100 for a user', 'and not one more');
select lives_ok(
  $$ insert into public.task_drafts (draft_id, prompt) values ('20000000-0000-4000-8000-000000000001', 'again')
     on conflict (user_id, draft_id) do update set prompt = excluded.prompt $$,
  'a draft that is there is still changed');
select results_eq(
  $$ select prompt from public.task_drafts where draft_id = '20000000-0000-4000-8000-000000000001' $$,
  array['again'], '... in place');

set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-0000000000ff", "role": "authenticated"}';
select is_empty('select 1 from public.task_drafts', 'an unknown user sees nothing');
set local role anon;
select throws_ok('select 1 from public.task_drafts', '42501', null, 'anon may not read drafts');
set local role service_role;
select throws_ok('select prompt from public.task_drafts', '42501', null, 'the Worker reads nothing of drafts but which images they show');

reset role;
delete from auth.users where id = '00000000-0000-4000-8000-00000000000a';
select results_eq('select count(*)::int from public.task_drafts', array[1], 'removing a user takes their drafts along');

select * from finish();
rollback;
