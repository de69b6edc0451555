-- attachments: the Worker writes, an owner reads, and so does whoever may read a task of the owner that uses one.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(16);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');

set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
select lives_ok(
  $$ insert into public.attachments (id, user_id, media_type, bytes) values
     ('20000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'image/png', 4000000),
     ('20000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000a', 'image/png', 1),
     ('20000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'image/jpeg', 1) $$,
  'the Worker notes images');
select throws_ok(
  format($$ insert into public.attachments (id, user_id, media_type, bytes)
            values (gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', %L, %s) $$, m, b),
  '23514', null, 'refused: ' || why)
from (values ('image/svg+xml', 1, 'a type that can run scripts'), ('image/png', 4000001, 'over 4 MB'),
  ('image/png', 0, 'nothing')) as v (m, b, why);
select throws_ok($$ update public.attachments set user_id = user_id $$, '42501', null, 'an image never changes hands');

-- Ada.
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select results_eq('select id::text from public.attachments order by id',
  array['20000000-0000-4000-8000-00000000000a', '20000000-0000-4000-8000-0000000000aa'], 'a user sees their own alone');
select lives_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model, images) values
     ('a/a', 'main', 'p', 't', 'demo', 'm',
      '{20000000-0000-4000-8000-00000000000a,20000000-0000-4000-8000-00000000000b}') $$,
  'a user names images of a task ...');
select is_empty($$ select 1 from public.attachments where user_id <> '00000000-0000-4000-8000-00000000000a' $$,
  '... which shows them no foreign one');
select throws_ok(
  $$ insert into public.tasks (repo, branch, prompt, title, provider, model, images) values
     ('a/a', 'main', 'p', 't', 'demo', 'm', array_fill(gen_random_uuid(), array[5])) $$,
  '23514', null, 'a task has at most four images');
select throws_ok(
  $$ insert into public.attachments (id, user_id, media_type, bytes) values
     (gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', 'image/png', 1) $$,
  '42501', null, 'a user notes no image without its bytes');
set local role anon;
select throws_ok('select 1 from public.attachments', '42501', null, 'anon may not read attachments');

-- What is not used, and the limits.
set local role service_role;
select results_eq(
  $$ select public.unused_attachments('00000000-0000-4000-8000-00000000000a', now() + interval '1 day')::text $$,
  array['20000000-0000-4000-8000-0000000000aa'], 'an image of a task is in use');
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
insert into public.task_drafts (draft_id, prompt, images)
  values (gen_random_uuid(), 'p', '{20000000-0000-4000-8000-0000000000aa,20000000-0000-4000-8000-00000000000b}');
set local role service_role;
select is_empty(
  $$ select public.unused_attachments('00000000-0000-4000-8000-00000000000a', now() + interval '1 day') $$,
  'so is one of a draft ...');
select isnt_empty(
  $$ select public.unused_attachments('00000000-0000-4000-8000-00000000000b', now() + interval '1 day') $$,
  '... of its owner, and of nobody else');
select throws_ok(
  $$ insert into public.attachments (id, user_id, media_type, bytes)
     select gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', 'image/png', 4000000 from generate_series(1, 50) $$,
  'PT409', 'attachments: at most 500 images and 200 MB for a user', 'a user has at most 200 MB');
select throws_ok(
  $$ insert into public.attachments (id, user_id, media_type, bytes)
     select gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', 'image/png', 1 from generate_series(1, 499) $$,
  'PT409', null, 'a user has at most 500 images');

select * from finish();
rollback;
