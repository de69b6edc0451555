-- Hosts of an organisation: members read, admins and owners decide, and they hold for tasks that are shared with it.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(16);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test'),
  ('00000000-0000-4000-8000-00000000000c', 'alan@example.test');
insert into public.organisations (id, name) values ('00000000-0000-4000-8000-000000000020', 'Engines');
insert into public.organisation_members (org_id, user_id, role) values
  ('00000000-0000-4000-8000-000000000020', '00000000-0000-4000-8000-00000000000a', 'owner'),
  ('00000000-0000-4000-8000-000000000020', '00000000-0000-4000-8000-00000000000b', 'member');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model, visibility, org_id) values
  ('00000000-0000-4000-8000-000000000010', '00000000-0000-4000-8000-00000000000b', 'a/a', 'main', 'p', 't', 'p', 'm',
   'org', '00000000-0000-4000-8000-000000000020'),
  ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-00000000000b', 'a/a', 'main', 'p', 't', 'p', 'm',
   'private', null);
create function pg_temp.put(p_presets jsonb, p_allow text[]) returns void language sql as
  $$ select public.put_organisation_egress('00000000-0000-4000-8000-000000000020', p_presets, p_allow) $$;
grant execute on function pg_temp.put(jsonb, text[]) to authenticated;

set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select results_eq('select egress_presets, egress_allow, egress_updated_at from public.organisations',
  $$ values ('{}'::jsonb, '{}'::text[], null::timestamptz) $$, 'nothing is decided at first');
select lives_ok($$ select pg_temp.put('{"tests": "registries"}', '{a.example,b.example:8443}') $$, 'an owner decides');
select results_eq(
  'select egress_presets, egress_allow, egress_updated_at is not null from public.organisations',
  $$ values ('{"tests": "registries"}'::jsonb, '{a.example,b.example:8443}'::text[], true) $$, 'and it holds');
select throws_ok(format($$ select pg_temp.put('{}', %L) $$, hosts), '23514', null, 'refused: ' || why)
from (values ('{""}', 'nothing'), ('{"a b"}', 'a blank'), ('{A.example}', 'capitals'), ('{null}', 'null'),
  ('{{a.example}}', 'a table')) as v (hosts, why);
select throws_ok(
  $$ select pg_temp.put('{}', (select array_agg('h' || n || '.example') from generate_series(1, 201) as n)) $$,
  '23514', null, 'refused: 201 hosts');
select throws_ok($$ select pg_temp.put('[]', '{}') $$, '23514', null, 'refused: a list of presets');
select throws_ok($$ update public.organisations set egress_allow = '{c.example}' $$, '42501', null,
  'it changes through the function alone');

set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000b", "role": "authenticated"}';
select results_eq('select egress_allow from public.organisations', $$ values ('{a.example,b.example:8443}'::text[]) $$,
  'a member reads');
select throws_ok($$ select pg_temp.put('{}', '{c.example}') $$, 'PT403',
  'only admins and owners decide what the network lets through', 'and does not decide');

set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000c", "role": "authenticated"}';
select throws_ok($$ select pg_temp.put('{}', '{c.example}') $$, 'PT404', 'no such organisation',
  'to a stranger there is no such organisation');

set local role service_role;
select is(public.task_organisation_egress('00000000-0000-4000-8000-000000000010'),
  '{"presets": {"tests": "registries"}, "allow": ["a.example", "b.example:8443"]}'::jsonb, 'it holds for a shared task');
select is(public.task_organisation_egress('00000000-0000-4000-8000-000000000011'), null,
  'and for no other task of a member');

select * from finish();
rollback;
