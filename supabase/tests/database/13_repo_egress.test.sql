-- Allowed hosts: each user decides for their own tasks, the Worker reads, and what no policy could mean is refused.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(22);

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.repo_settings (user_id, repo_full_name, egress_allow) values
  ('00000000-0000-4000-8000-00000000000b', 'a/a', '{grace.example}');

set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';
select lives_ok($$ select public.allow_egress_host('A/a', 'one.example') $$, 'a user allows a host');
select lives_ok($$ select public.allow_egress_host('a/A', 'two.example:8443') $$, 'and another');
select lives_ok($$ select public.allow_egress_host('a/a', 'one.example') $$, 'and the first one again');
select results_eq(
  'select repo_full_name, egress_allow, egress_presets, exit_status_counts from public.repo_settings',
  $$ values ('a/a', array['one.example', 'two.example:8443'], '{}'::jsonb, false) $$,
  'each is there once, for the repository in any case, and nothing else was decided by it');
select lives_ok(
  $$ insert into public.repo_settings (repo_full_name, exit_status_counts) values ('a/a', true)
     on conflict (user_id, repo_full_name) do update set exit_status_counts = excluded.exit_status_counts $$,
  'another setting is decided');
select results_eq('select cardinality(egress_allow) from public.repo_settings', array[2], 'and takes no host away');
select lives_ok(
  $$ update public.repo_settings set egress_presets = '{"tests": "registries"}', egress_allow = '{}' $$,
  'a user takes hosts away and chooses a preset');
select throws_ok(format($$ select public.allow_egress_host('a/a', %L) $$, host), '23514', null, 'refused: ' || why)
from (values ('', 'nothing'), ('a b', 'a blank'), ('http://a.example', 'an address'), ('A.example', 'capitals'),
  (E'a\nb', 'two lines')) as v (host, why);
select throws_ok($$ select public.allow_egress_host('a/a', null) $$, '23514', null, 'refused: null');
select throws_ok(
  $$ update public.repo_settings set egress_allow = (select array_agg('h' || n || '.example') from generate_series(1, 201) as n) $$,
  '23514', null, 'refused: 201 hosts');
select throws_ok($$ update public.repo_settings set egress_presets = '[]' $$, '23514', null, 'refused: a list of presets');

select lives_ok(
  $$ update public.repo_settings set egress_allow = (select array_agg('h' || n || '.example') from generate_series(1, 200) as n) $$,
  '200 hosts are allowed');
select throws_ok($$ select public.allow_egress_host('a/a', 'more.example') $$, 'PT409', null, 'and not one more');

-- Another user's, nobody, and the Worker.
update public.repo_settings set egress_allow = '{evil.example}' where user_id = '00000000-0000-4000-8000-00000000000b';
set local role anon;
select throws_ok($$ select public.allow_egress_host('a/a', 'a.example') $$, '42501', null, 'anon allows nothing');
set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
select throws_ok($$ select public.allow_egress_host('a/a', 'a.example') $$, '42501', null, 'the Worker allows nothing');
select throws_ok($$ update public.repo_settings set egress_allow = '{a.example}' $$, '42501', null, 'not by hand either');
select results_eq(
  $$ select egress_allow from public.repo_settings where user_id = '00000000-0000-4000-8000-00000000000b' $$,
  $$ values (array['grace.example']) $$, 'the Worker reads; a foreign change changed nothing');

reset role;
select is(
  (select count(*)::int from information_schema.routine_privileges
   where routine_name = 'allow_egress_host' and grantee in ('anon', 'service_role', 'PUBLIC')),
  0, 'nobody but a user may call it');

select * from finish();
rollback;
