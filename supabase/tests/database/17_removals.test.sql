-- A removed account is noted in the transaction that removes it, with its tasks, for the Worker alone.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(5);

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.com', '{"user_name": "ada"}'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.com', '{"user_name": "grace"}');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model) values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'a/b', 'main', 'p', 't', 'p', 'm'),
  ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'a/b', 'main', 'p', 't', 'p', 'm');
select is_empty($$ select * from public.removals $$, 'nothing is noted while everybody is there');
delete from auth.users where id = '00000000-0000-4000-8000-00000000000a';
select results_eq(
  $$ select kind, id from public.removals order by kind $$,
  $$ values ('task', '10000000-0000-4000-8000-00000000000a'::uuid), ('user', '00000000-0000-4000-8000-00000000000a') $$,
  'the account and its task, and nobody else''s');
select table_privs_are('public', 'removals', 'service_role', array['SELECT', 'DELETE'], 'the Worker notes nothing itself');
select table_privs_are('public', 'removals', r, '{}'::text[], r || ' sees nothing of it')
from unnest(array['anon', 'authenticated']) as r;

select * from finish();
rollback;
