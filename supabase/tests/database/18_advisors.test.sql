-- What Supabase's database advisors look for, as far as it concerns this schema; the names of what they would find.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select plan(4);

select is_empty($$
  select format('%s (%s)', c.conrelid::regclass, c.conname)
  from pg_constraint c
  where c.contype = 'f' and c.connamespace = 'public'::regnamespace
    and not exists (
      select from pg_index i
      where i.indrelid = c.conrelid and i.indisvalid
        and (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(c.conkey)] = c.conkey)
$$, 'every foreign key has an index that begins with its columns');

select is_empty($$
  select format('%s for %s', p.tablename, v.verb)
  from pg_policies p
  cross join lateral unnest(case when p.cmd = 'ALL' then array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] else array[p.cmd] end) as v (verb)
  cross join lateral unnest(p.roles) as r (name)
  where p.schemaname = 'public' and p.permissive = 'PERMISSIVE'
  group by p.tablename, v.verb, r.name
  having count(*) > 1
$$, 'no table has several permissive policies for one role and verb');

select is_empty($$
  select format('%s: %s', p.tablename, p.policyname)
  from pg_policies p
  where p.schemaname = 'public'
    and regexp_replace(coalesce(p.qual, '') || coalesce(p.with_check, ''), 'select\s+auth\.', '', 'gi') ~ 'auth\.(uid|jwt|role)\(\)'
$$, 'no policy asks who the caller is once for each row');

select is_empty($$
  select p.oid::regprocedure::text
  from pg_proc p
  where p.pronamespace = 'public'::regnamespace
    and not exists (select from unnest(p.proconfig) as s where s like 'search_path=%')
$$, 'every function has a search path of its own');

select * from finish();
rollback;
