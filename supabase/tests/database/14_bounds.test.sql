-- Every column of JSON has a bound, and what a user may write of it is refused beyond.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(6);

grant usage on schema extensions to anon, authenticated, service_role;

select is_empty(
  $$ select c.relname || '.' || a.attname
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and a.atttypid in ('jsonb'::regtype, 'json'::regtype)
       and not exists (
         select from pg_constraint k
         where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)
           and pg_get_constraintdef(k.oid) ~ '(pg_column_size|octet_length)') $$,
  'no column of JSON is without a bound');

insert into auth.users (id, email) values ('00000000-0000-4000-8000-00000000000a', 'ada@example.test');
set local role authenticated;
set local request.jwt.claims = '{"sub": "00000000-0000-4000-8000-00000000000a", "role": "authenticated"}';

create function pg_temp.new_task(p_budget jsonb) returns void language sql as $$
  insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model, budget)
  values (gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', 'a/a', 'main', 'Do', 'Do', 'demo', 'demo', p_budget);
$$;
select lives_ok($$ select pg_temp.new_task('{"max_tokens": 1000, "max_minutes": 30}') $$, 'limits are taken');
select throws_ok(
  $$ select pg_temp.new_task(jsonb_build_object('x', repeat('y', 2000))) $$, '23514', null, 'refused: two kilobytes');
select throws_ok($$ select pg_temp.new_task('[]') $$, '23514', null, 'refused: a list');
select throws_ok($$ select pg_temp.new_task('"x"') $$, '23514', null, 'refused: a text');
select throws_ok($$ select pg_temp.new_task('null') $$, '23514', null, 'refused: null of JSON');

select * from finish();
rollback;
