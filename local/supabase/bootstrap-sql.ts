/**
 * What a hosted Supabase database has before the first migration runs: the request roles, the `auth` helpers that
 * policies call, and the migration history. Safe to run again.
 *
 * `service_role` bypasses row-level security as it does on a hosted project. None of the roles gets a grant on any
 * table here: the migrations write every grant.
 */
export const BOOTSTRAP_SQL = `
do $roles$ begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
  end if;
end $roles$;

create schema if not exists extensions;
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (
  version text primary key,
  statements text[],
  name text
);

create or replace function auth.jwt() returns jsonb language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), auth.jwt() ->> 'sub')::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''), auth.jwt() ->> 'role')
$$;

grant usage on schema public, auth, extensions to anon, authenticated, service_role;
`;
