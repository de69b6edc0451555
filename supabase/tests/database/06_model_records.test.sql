-- model_records: what it counts, and that nobody but the Worker may ask.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(5);

insert into auth.users (id, email) values ('00000000-0000-4000-8000-00000000000a', 'ada@example.test');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model, tests) values
  ('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', '1', 'openai', 'm1', '{"verdict":"pass"}'),
  ('10000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', '2', 'openai', 'm1', '{"verdict":"broken"}'),
  ('10000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', '3', 'openai', 'm1', '{"verdict":"no_evidence"}'),
  ('10000000-0000-4000-8000-000000000004', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', '4', 'demo', 'd', '{"verdict":"pass"}'),
  ('10000000-0000-4000-8000-000000000005', '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'p', '5', 'auto', 'auto', '{"verdict":"pass"}');
update public.tasks set created_at = now() - interval '91 days' where id = '10000000-0000-4000-8000-000000000002';
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
select '10000000-0000-4000-8000-000000000001', n, '00000000-0000-4000-8000-00000000000a', now(), 's', 'm', 'tool', data
from (values
  (1, '{"tool":"edit","ok":true}'::jsonb), (2, '{"tool":"edit","ok":false}'), (3, '{"tool":"apply_patch","ok":true}'),
  (4, '{"tool":"read","ok":false}')) as v (n, data);

select results_eq(
  $$ select provider, model, edits, failed_edits, tested, passed from jsonb_to_recordset(public.model_records())
     as r (provider text, model text, edits int, failed_edits int, tested int, passed int) $$,
  $$ values ('openai', 'm1', 3, 1, 1, 1) $$,
  'edits and judged tests count, reads and missing evidence do not; old tasks, demo and auto neither');

select function_privs_are('public', 'model_records', '{}'::text[], 'anon', '{}'::text[]);
select function_privs_are('public', 'model_records', '{}'::text[], 'authenticated', '{}'::text[]);
select function_privs_are('public', 'model_records', '{}'::text[], 'service_role', array['EXECUTE']);
select is((select budget from public.tasks limit 1), '{}'::jsonb, 'a task without limits of its own has none');

select * from finish();
rollback;
