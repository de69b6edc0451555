-- What a month has used up: of a user, and of the organisation that their tasks count for.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select no_plan();

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.test'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.test');
insert into public.organisations (id, name) values ('20000000-0000-4000-8000-000000000001', 'Engines');
insert into public.organisation_members (org_id, user_id, role) values
  ('20000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', 'owner'),
  ('20000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000b', 'member');
-- 1 and 2 are ada's, the second from long ago; 3 is grace's.
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model, created_at)
  select ('10000000-0000-4000-8000-00000000000' || n)::uuid, ('00000000-0000-4000-8000-00000000000' || who)::uuid,
    'a/a', 'main', 'p', 't', 'openai', 'm', made
  from (values (1, 'a', now()), (2, 'a', timestamptz '2020-01-01'), (3, 'b', now())) as t (n, who, made);
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
  select t.id, v.seq, t.user_id, v.at, 'planning', 'm', v.type, v.data::jsonb
  from (values
    (1, 1, now(), 'step_finished', '{"duration_ms": 90000}'),
    (1, 2, now(), 'usage', '{"usage": {"cost_usd": 0.25}}'),
    (1, 3, now(), 'usage', '{"usage": {"cost_usd": null}}'),
    (1, 4, public.month_start() - interval '1 second', 'usage', '{"usage": {"cost_usd": 9}}'),
    (1, 5, public.month_start() - interval '1 second', 'step_finished', '{"duration_ms": 600000}'),
    (2, 1, public.month_start(), 'usage', '{"usage": {"cost_usd": 1}}'),
    (3, 1, now(), 'usage', '{"usage": {"cost_usd": 4}}'),
    (3, 2, now(), 'step_finished', '{"duration_ms": 60000}')
  ) as v (n, seq, at, type, data)
  join public.tasks t on t.id = ('10000000-0000-4000-8000-00000000000' || v.n)::uuid;

create function pg_temp.used(n integer) returns jsonb language sql as $$
  select public.consumption('00000000-0000-4000-8000-00000000000a', ('10000000-0000-4000-8000-00000000000' || n)::uuid);
$$;
grant execute on function pg_temp.used(integer) to service_role;
create function pg_temp.share(n integer, who text, how text) returns boolean language sql as $$
  select public.share_task(('10000000-0000-4000-8000-00000000000' || n)::uuid,
    ('00000000-0000-4000-8000-00000000000' || who)::uuid, how,
    case when how = 'org' then '20000000-0000-4000-8000-000000000001'::uuid end, 2);
$$;

select is(pg_temp.used(1) -> 'organisation', 'null'::jsonb, 'a task of no organisation counts for none');
select is((pg_temp.used(1) #>> '{user,tasks}')::int, 1, 'tasks of this month count');
select is((pg_temp.used(1) #>> '{user,minutes}')::numeric, 1.5, 'and minutes of this month');
select is((pg_temp.used(1) #>> '{user,usd}')::numeric, 1.25, 'and known prices of this month, of older tasks as well');

select ok(pg_temp.share(1, 'a', 'org') and pg_temp.share(3, 'b', 'org'), 'two tasks go to the organisation');
select is((pg_temp.used(1) #>> '{organisation,usd}')::numeric, 4.25, 'which counts what both used');
select is((pg_temp.used(1) #>> '{organisation,minutes}')::numeric, 2.5, 'and worked');
select is((pg_temp.used(1) #>> '{organisation,tasks}')::int, 2, 'and how many they are');
select ok(pg_temp.share(3, 'b', 'private'), 'one is taken back');
select is((pg_temp.used(1) #>> '{organisation,usd}')::numeric, 4.25, 'and counts still');
select throws_ok($$ select pg_temp.share(2, 'a', 'org') $$, 'PT429', null, 'a third is refused where two are allowed');
select ok(pg_temp.share(3, 'b', 'org'), 'one that counts already comes back');

delete from public.organisations;
select is(pg_temp.used(1) -> 'organisation', 'null'::jsonb, 'an organisation that ends counts nothing');

select * from finish();
rollback;
