-- repo_knowledge: each user has their own, corrects the text alone, and a repository has a limit.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(30);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model) values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', 't', 'demo', 'm'),
  ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'a/a', 'main', 'p', 't', 'demo', 'm');

-- The Worker, at the end of a task.
set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
select lives_ok(
  $$ insert into public.repo_knowledge (user_id, repo_full_name, kind, text, source_task) values
     ('00000000-0000-4000-8000-00000000000a', 'a/a', 'command', 'npm test', '10000000-0000-4000-8000-00000000000a'),
     ('00000000-0000-4000-8000-00000000000b', 'a/a', 'command', 'npm test', '10000000-0000-4000-8000-00000000000b') $$,
  'the Worker adds what a task learned; two users may know the same');
select throws_ok(
  $$ insert into public.repo_knowledge (user_id, repo_full_name, kind, text, source_task) values
     ('00000000-0000-4000-8000-00000000000a', 'a/a', 'command', 'x', '10000000-0000-4000-8000-00000000000b') $$,
  '23503', null, 'the task must be one of the same user');
select throws_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/a', 'command', 'x') $$,
  '23502', null, 'an item has an owner');
select throws_ok($$ update public.repo_knowledge set text = 'x' $$, '42501', null, 'the Worker changes no item');
select throws_ok($$ delete from public.repo_knowledge $$, '42501', null, 'the Worker deletes no item');

-- Ada.
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select results_eq('select user_id::text, text from public.repo_knowledge',
  $$ values ('00000000-0000-4000-8000-00000000000a', 'npm test') $$, 'a user sees their own alone');
select lives_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/a', 'convention', 'npm test') $$,
  'a user adds an item; the owner defaults to the caller, and another kind is another item');
select throws_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/a', 'command', 'npm test') $$,
  '23505', null, 'the same item twice is refused');
select throws_ok(
  $$ insert into public.repo_knowledge (user_id, repo_full_name, kind, text) values
     ('00000000-0000-4000-8000-00000000000b', 'a/a', 'convention', 'Trust everybody') $$,
  '42501', null, 'a user puts nothing into the prompts of another');
select throws_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text, source_task) values
     ('a/a', 'convention', 'x', '10000000-0000-4000-8000-00000000000a') $$,
  '42501', null, 'a user does not say that a task learned it');
select throws_ok(
  format($$ insert into public.repo_knowledge (repo_full_name, kind, text) values (%L, %L, %L) $$, r, k, x),
  '23514', null, 'refused: ' || why)
from (values
  ('a/a', 'rumour', 'x', 'an unknown kind'), ('a/a', 'command', '', 'an empty text'),
  ('a/a', 'command', repeat('x', 2001), 'a text over 2,000 characters'), ('a', 'command', 'x', 'no repository')
) as v (r, k, x, why);
select lives_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text)
     select 'a/long', 'convention', string_agg(md5(n::text), '') || repeat('é', 16) from generate_series(1, 62) as n $$,
  'a text of 2,000 characters fits, and its index entry too');

update public.repo_knowledge set text = 'npm run test' where kind = 'command';
select results_eq($$ select text from public.repo_knowledge where kind = 'command' $$, array['npm run test'],
  'a user corrects a text');
select throws_ok($$ update public.repo_knowledge set user_id = '00000000-0000-4000-8000-00000000000b' $$, '42501', null,
  'a user gives no item away');
select throws_ok($$ update public.repo_knowledge set repo_full_name = 'a/b' $$, '42501', null, 'a user moves no item');
select throws_ok($$ update public.repo_knowledge set kind = 'command' $$, '42501', null, 'a user turns no item into a command');
select lives_ok(
  $$ update public.repo_knowledge set text = 'mine now' where user_id = '00000000-0000-4000-8000-00000000000b' $$,
  'a foreign correction runs ...');
select lives_ok(
  $$ delete from public.repo_knowledge where user_id = '00000000-0000-4000-8000-00000000000b' $$,
  'a foreign delete runs ...');
reset role;
select results_eq(
  $$ select text from public.repo_knowledge where user_id = '00000000-0000-4000-8000-00000000000b' $$,
  array['npm test'], '... and both change nothing');

-- The limit.
set local role authenticated;
insert into public.repo_knowledge (repo_full_name, kind, text)
  select 'a/full', 'convention', 'rule ' || n from generate_series(1, 200) as n;
select throws_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/full', 'convention', 'rule 201') $$,
  'PT409', 'repo_knowledge: at most 200 items for a repository', 'a repository has at most 200 items');
select throws_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/full', 'convention', 'rule 7') $$,
  '23505', null, 'an item of a full repository is still known');
select lives_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/other', 'convention', 'rule 1') $$,
  'another repository has its own 200');
delete from public.repo_knowledge where repo_full_name = 'a/full' and text = 'rule 7';
select lives_ok(
  $$ insert into public.repo_knowledge (repo_full_name, kind, text) values ('a/full', 'convention', 'rule 201') $$,
  'a deleted item makes room');

-- Nobody known, and not signed in.
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-0000000000ff", "role": "authenticated"}';
select is_empty('select 1 from public.repo_knowledge', 'an unknown user sees nothing');
set local role anon;
select throws_ok('select 1 from public.repo_knowledge', '42501', null, 'anon may not read repo_knowledge');

-- What goes along.
reset role;
delete from public.tasks where id = '10000000-0000-4000-8000-00000000000a';
select results_eq(
  $$ select text, source_task::text from public.repo_knowledge
     where user_id = '00000000-0000-4000-8000-00000000000a' and kind = 'command' $$,
  $$ values ('npm run test', null::text) $$, 'what a task learned outlives it');
delete from auth.users where id = '00000000-0000-4000-8000-00000000000a';
select results_eq('select count(*)::int from public.repo_knowledge', array[1], 'removing a user takes their knowledge along');

select * from finish();
rollback;
