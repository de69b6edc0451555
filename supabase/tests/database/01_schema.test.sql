-- Shape of the schema: what exists, what is granted, and that nothing else is.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select no_plan();

select tables_are('public', array['users', 'api_keys', 'github_tokens', 'tasks', 'task_logs', 'files_diff', 'repo_knowledge', 'repo_settings', 'attachments', 'task_shares', 'task_drafts', 'organisations', 'organisation_members', 'organisation_invites', 'audit_log', 'removals']);
select enum_has_labels('public', 'task_state', array[
  'queued', 'cloning', 'analyzing', 'planning', 'awaiting_approval', 'applying',
  'testing', 'reviewing', 'publishing', 'complete', 'failed', 'cancelled']);

select is_empty(
  $$ select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
     and not (relrowsecurity and relforcerowsecurity) $$,
  'every public table has row-level security, forced');
select is_empty(
  $$ select tablename, policyname from pg_policies where schemaname = 'public' and roles <> '{authenticated}'
     and tablename <> 'audit_log' $$,
  'every policy is for authenticated alone; the audit log has one of its own');
select is_empty(
  $$ select tablename, policyname from pg_policies where schemaname = 'public'
     and roles = '{authenticated}' and coalesce(qual, '') || coalesce(with_check, '') !~* '\(\s*select (auth\.uid|my_organisations)\(' $$,
  'every policy compares with what the caller is, evaluated once');

select is_empty(
  $$ select k.conrelid::regclass, k.conname from pg_constraint k
     where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
       select from pg_index i where i.indrelid = k.conrelid
       and (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(k.conkey)] = k.conkey) $$,
  'an index serves every foreign key');

-- Table privileges, role by role. Column grants are listed below.
select table_privs_are('public', t, 'anon', '{}'::text[], 'anon has no privilege on ' || t)
from unnest(array['users', 'api_keys', 'github_tokens', 'tasks', 'task_logs', 'files_diff', 'repo_knowledge', 'repo_settings', 'attachments', 'task_shares', 'task_drafts', 'organisations', 'organisation_members', 'organisation_invites', 'audit_log', 'removals']) as t;
select table_privs_are('public', 'users', 'authenticated', array['SELECT']);
select table_privs_are('public', 'api_keys', 'authenticated', array['DELETE']);
select table_privs_are('public', 'github_tokens', 'authenticated', '{}'::text[]);
select table_privs_are('public', 'tasks', 'authenticated', array['SELECT']);
select table_privs_are('public', 'task_logs', 'authenticated', array['SELECT']);
select table_privs_are('public', 'files_diff', 'authenticated', array['SELECT']);
select table_privs_are('public', 'repo_knowledge', 'authenticated', array['SELECT', 'DELETE']);
select table_privs_are('public', 'repo_settings', 'authenticated', array['SELECT']);
select table_privs_are('public', 'attachments', 'authenticated', array['SELECT']);
select table_privs_are('public', 'task_shares', 'authenticated', array['SELECT']);
select table_privs_are('public', 'task_drafts', 'authenticated', array['SELECT', 'DELETE']);
select table_privs_are('public', 'task_drafts', 'service_role', '{}'::text[]);
select table_privs_are('public', t, 'authenticated', array['SELECT'], 'members change through functions alone: ' || t)
from unnest(array['organisations', 'organisation_members', 'organisation_invites']) as t;
select table_privs_are('public', 'users', 'service_role', array['SELECT']);
select table_privs_are('public', 'api_keys', 'service_role', array['SELECT', 'INSERT', 'UPDATE', 'DELETE']);
select table_privs_are('public', 'github_tokens', 'service_role', array['SELECT', 'INSERT', 'UPDATE', 'DELETE']);
select table_privs_are('public', 'tasks', 'service_role', array['SELECT', 'UPDATE']);
select table_privs_are('public', 'task_logs', 'service_role', array['SELECT', 'INSERT']);
select table_privs_are('public', 'files_diff', 'service_role', array['SELECT', 'INSERT', 'DELETE']);
select table_privs_are('public', 'repo_knowledge', 'service_role', array['SELECT', 'INSERT']);
select table_privs_are('public', 'repo_settings', 'service_role', array['SELECT']);
select table_privs_are('public', 'attachments', 'service_role', array['SELECT', 'INSERT', 'DELETE']);
select table_privs_are('public', 'task_shares', 'service_role', array['SELECT']);

select results_eq(
  $$ select column_name::text collate "default" from information_schema.column_privileges
     where grantee = 'authenticated' and table_schema = 'public' and table_name = 'api_keys' and privilege_type = 'SELECT'
     order by 1 $$,
  array['base_url', 'created_at', 'id', 'last4', 'provider', 'updated_at', 'user_id'],
  'a user may select only the columns of a key that are no secret');
select results_eq(
  $$ select column_name::text collate "default" from information_schema.column_privileges
     where grantee = 'authenticated' and table_schema = 'public' and table_name = 'tasks' and privilege_type = 'INSERT'
     order by 1 $$,
  array['allow_read_only', 'auto_pr', 'branch', 'budget', 'id', 'images', 'model', 'prompt', 'provider', 'repo', 'review_plan', 'title', 'user_id'],
  'a user may insert only what they decide at creation');
select results_eq(
  $$ select column_name::text collate "default" from information_schema.column_privileges
     where grantee = 'authenticated' and table_schema = 'public' and table_name = 'repo_knowledge'
     and privilege_type = 'INSERT' order by 1 $$,
  array['kind', 'repo_full_name', 'text', 'user_id'],
  'a user may not say which task learned an item');
select results_eq(
  $$ select (table_name || '.' || column_name)::text collate "default" from information_schema.column_privileges
     where grantee = 'authenticated' and table_schema = 'public' and privilege_type = 'UPDATE'
     and table_name not in ('task_drafts', 'repo_settings') order by 1 $$,
  array['repo_knowledge.text', 'tasks.archived_at'],
  'a user may correct their knowledge, put tasks away, change their drafts and settings, and update nothing else');
select is_empty(
  $$ select column_name from information_schema.column_privileges
     where grantee = 'authenticated' and table_schema = 'public' and table_name = 'repo_settings'
     and privilege_type in ('INSERT', 'UPDATE') and column_name = 'updated_at' $$,
  'nobody says when they decided');

-- Functions: who may call what.
select function_privs_are('public', f, a, 'anon', '{}'::text[], 'anon may not call ' || f)
from (values ('mirror_task', array['jsonb']), ('github_identity', '{}'::text[]),
  ('usage_summary', array['timestamptz', 'timestamptz'])) as v (f, a);
select function_privs_are('public', 'mirror_task', array['jsonb'], 'authenticated', '{}'::text[]);
select function_privs_are('public', 'append_task_logs', array['uuid', 'jsonb'], 'authenticated', '{}'::text[]);
select function_privs_are('public', 'replace_files_diff', array['uuid', 'bigint', 'jsonb'], 'authenticated', '{}'::text[]);
select function_privs_are('public', 'read_task_logs', array['uuid', 'bigint', 'integer', 'bigint'], r, p::text[])
from (values ('anon', '{}'), ('authenticated', '{EXECUTE}'), ('service_role', '{EXECUTE}')) as v (r, p);
select function_privs_are('public', 'create_task', array['jsonb', 'integer', 'integer'], r, p::text[])
from (values ('anon', '{}'), ('authenticated', '{EXECUTE}'), ('service_role', '{}')) as v (r, p);
select function_privs_are('public', 'take_place', array['uuid', 'integer'], r, p::text[])
from (values ('anon', '{}'), ('authenticated', '{}'), ('service_role', '{EXECUTE}')) as v (r, p);
select function_privs_are('public', 'share_task', array['uuid', 'uuid', 'text', 'uuid', 'integer'], r, '{}'::text[])
from unnest(array['anon', 'authenticated']) as r;
select function_privs_are('public', 'share_task', array['uuid', 'uuid', 'text', 'uuid', 'integer'], 'service_role', array['EXECUTE']);
select function_privs_are('public', 'usage_summary', array['timestamptz', 'timestamptz'], 'authenticated', array['EXECUTE']);
select function_privs_are('public', 'unused_attachments', array['uuid', 'timestamptz'], 'authenticated', '{}'::text[]);
select function_privs_are('public', 'usage_summary', array['timestamptz', 'timestamptz'], 'service_role', '{}'::text[]);
select function_privs_are('public', f, a, 'authenticated', '{}'::text[], 'nobody accepts past the Worker: ' || f)
from (values ('accept_invite', array['uuid', 'uuid']), ('invite_preview', array['uuid'])) as v (f, a);
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace
     and not coalesce(p.proconfig @> array['search_path=""'], false) $$,
  'every function pins an empty search_path');

select * from finish();
rollback;
