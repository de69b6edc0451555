-- The audit log: written with what it tells, by nobody directly, changed by nobody at all, read by whom it concerns.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select no_plan();

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.com', '{"user_name": "ada"}'),
  ('00000000-0000-4000-8000-00000000000b', 'grace@example.com', '{"user_name": "grace"}'),
  ('00000000-0000-4000-8000-00000000000c', 'eve@example.com', '{"user_name": "eve"}');

create function pg_temp.become(p_role text, p_user text default null, p_client text default null) returns void
  language plpgsql as $$
begin
  perform set_config('request.jwt.claims',
    json_build_object('sub', p_user, 'role', p_role, 'client_id', p_client)::text, true);
  perform set_config('request.jwt.claim.sub', coalesce(p_user, ''), true);
  perform set_config('role', p_role, true);
end $$;
grant execute on function pg_temp.become(text, text, text) to public;

-- Nobody writes an entry by hand, and nobody takes one away.
select table_privs_are('public', 'audit_log', 'authenticated', array['SELECT']);
select table_privs_are('public', 'audit_log', 'service_role', '{}'::text[], 'the secret key neither reads nor writes it');
select table_privs_are('public', 'audit_log', 'audit_writer', array['INSERT'], 'who writes it may only insert');
select isnt_member_of('audit_writer', array['anon', 'authenticated', 'service_role']);
select is((select rolname::text from pg_proc p join pg_roles r on r.oid = p.proowner where p.proname = 'append_to_audit'),
  'audit_writer', 'the one function that writes it is the writer''s');
select function_privs_are('public', f, a, r, '{}'::text[], r || ' may not call ' || f)
from unnest(array['anon', 'authenticated', 'service_role']) as r,
  (values ('append_to_audit', array['timestamptz', 'jsonb', 'text', 'text', 'text', 'uuid', 'uuid', 'jsonb', 'text']),
    ('audit', array['text', 'text', 'text', 'uuid', 'uuid', 'jsonb'])) as v (f, a);
select function_privs_are('public', f, a, 'authenticated', '{}'::text[], 'a user may not call ' || f)
from (values ('append_task_audit', array['uuid', 'uuid', 'jsonb']), ('link_opened', array['uuid'])) as v (f, a);
select throws_ok(s, '42501', 'the audit log is append-only', 'even the owner of the table may not: ' || s)
from unnest(array[
  'update public.audit_log set actor_kind = ''system''',
  'delete from public.audit_log',
  'truncate public.audit_log'
]) as s;
select throws_ok(
  $$ insert into public.audit_log (actor_kind, action, target_kind, target_id) values ('system', 'task.invented', 'task', 'x') $$,
  '23514', null, 'an unknown action is no entry');

-- What a user does by their own token is theirs, at whatever door.
select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000a');
select set_config('request.headers', '{"x-verne-actor": "{\"kind\": \"system\"}"}', true);
insert into public.tasks (id, repo, branch, prompt, title, provider, model)
  values ('10000000-0000-4000-8000-00000000000a', 'acme/cart', 'main', 'sk-secret-in-the-prompt', 'sk-secret', 'demo', 'd');
update public.tasks set archived_at = now() where id = '10000000-0000-4000-8000-00000000000a';
update public.tasks set archived_at = null where id = '10000000-0000-4000-8000-00000000000a';
insert into public.repo_settings (repo_full_name, egress_allow) values ('acme/cart', '{a.example}');
update public.repo_settings set egress_allow = '{b.example}', exit_status_counts = true;
insert into public.task_drafts (draft_id, prompt) values ('20000000-0000-4000-8000-00000000000a', 'sk-secret');
delete from public.task_drafts;
insert into public.repo_knowledge (repo_full_name, kind, text) values ('acme/cart', 'command', 'sk-secret');
delete from public.repo_knowledge;
select results_eq(
  $$ select action, target_id from public.audit_log where actor_id = '00000000-0000-4000-8000-00000000000a' order by id $$,
  $$ values ('task.created', '10000000-0000-4000-8000-00000000000a'),
    ('task.archived', '10000000-0000-4000-8000-00000000000a'),
    ('task.unarchived', '10000000-0000-4000-8000-00000000000a'),
    ('network.changed', 'acme/cart'), ('rules.changed', 'acme/cart'), ('network.changed', 'acme/cart'),
    ('draft.kept', '20000000-0000-4000-8000-00000000000a'), ('draft.removed', '20000000-0000-4000-8000-00000000000a'),
    ('knowledge.added', 'acme/cart'), ('knowledge.removed', 'acme/cart') $$,
  'every write of a user is told as theirs, whatever a header says');
select is((select detail from public.audit_log where action = 'network.changed' order by id desc limit 1) - 'presets',
  '{"hosts": 1, "added": ["b.example"], "removed": ["a.example"]}'::jsonb, 'rules say what came and went');
select is_empty($$ select * from public.audit_log where detail::text ~ 'secret' or target_id ~ 'secret' $$,
  'nothing that somebody wrote is in it');

-- A program with a token made out to it is told apart from its user.
select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000a', 'app-1');
update public.tasks set archived_at = now() where id = '10000000-0000-4000-8000-00000000000a';
select results_eq(
  $$ select actor_kind, actor_id, actor_client from public.audit_log order by id desc limit 1 $$,
  $$ values ('client', '00000000-0000-4000-8000-00000000000a'::uuid, 'app-1') $$);

-- The Worker says for whom it writes; rows that it writes for itself are the system's.
select pg_temp.become('service_role');
select set_config('request.headers',
  '{"x-verne-actor": "{\"kind\": \"user\", \"id\": \"00000000-0000-4000-8000-00000000000a\", \"client\": null}"}', true);
insert into public.api_keys (id, user_id, provider, encrypted_key, iv, key_version, last4)
  values ('30000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'openai', 'sk-secret', 'iv', 'v', 'abcd');
select set_config('request.headers', '', true);
update public.api_keys set encrypted_key = 'anew', key_version = 'v2';
update public.api_keys set id = '30000000-0000-4000-8000-00000000000b';
insert into public.github_tokens (user_id, ciphertext, iv, key_version, github_login, github_id)
  values ('00000000-0000-4000-8000-00000000000a', 'c', 'iv', 'v', 'ada-on-github', '1');
update public.github_tokens set ciphertext = 'anew';
select append_task_audit('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a',
  '[{"seq": 1, "at": "2026-11-30T10:00:00Z", "action": "task.approve", "detail": {"plan_version": 1}, "org_id": null,
     "actor": {"kind": "user", "user_id": "00000000-0000-4000-8000-00000000000b", "login": "grace"}}]'::jsonb)
from generate_series(1, 2);
select append_task_audit('10000000-0000-4000-8000-0000000000ff', '00000000-0000-4000-8000-00000000000a',
  '[{"seq": 1, "at": "2026-11-30T10:00:00Z", "action": "task.cancel", "detail": {}, "org_id": null,
     "actor": {"kind": "system"}},
    {"seq": 2, "at": "2026-11-30T10:00:00Z", "action": "org.removed", "detail": {}, "org_id": null,
     "actor": {"kind": "system"}}]'::jsonb);
reset role;
select results_eq(
  $$ select action, actor_kind from public.audit_log where id > (select max(id) from public.audit_log where actor_kind = 'client')
     order by id $$,
  $$ values ('key.stored', 'user'), ('key.replaced', 'system'), ('github.connected', 'system'),
    ('task.approve', 'user'), ('task.cancel', 'system') $$,
  'what is encrypted anew is no entry; an entry of a task counts once, and is about a task, also one that is gone');

-- Organisations: members, roles, invitations; seen by owners and admins, and by whom it is about.
select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000a');
create temp table org as select public.create_organisation('Acme') as id;
grant select on org to public;
select public.rename_organisation((select id from org), 'Acme Inc');
create temp table invite as select public.invite_to_organisation((select id from org), 'member'::public.org_role) as id
  from generate_series(1, 2);
grant select on invite to public;
select pg_temp.become('service_role');
select set_config('request.headers',
  '{"x-verne-actor": "{\"kind\": \"user\", \"id\": \"00000000-0000-4000-8000-00000000000b\", \"client\": null}"}', true);
select public.accept_invite((select id from invite limit 1), '00000000-0000-4000-8000-00000000000b');
select set_config('request.headers',
  '{"x-verne-actor": "{\"kind\": \"user\", \"id\": \"00000000-0000-4000-8000-00000000000a\", \"client\": null}"}', true);
select public.share_task('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'org', (select id from org));
select public.share_task('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'link');
select public.link_opened(s.id) from public.task_shares s, generate_series(1, 3);
select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000a');
select public.revoke_organisation_invite((select id from org), (select id from invite offset 1));
select public.set_organisation_role((select id from org), '00000000-0000-4000-8000-00000000000b', 'viewer');
select results_eq(
  $$ select action || ' ' || right(actor_id::text, 1) from public.audit_log where org_id = (select id from org) order by id $$,
  array['org.created a', 'member.added a', 'org.renamed a', 'invite.created a', 'invite.created a',
    'member.added b', 'invite.accepted b', 'task.shared a', 'task.shared a', 'invite.removed a', 'member.role a'],
  'an admin sees who did what in the organisation; a task that is taken back is told to whom it was taken from');
select is((select count(*) from public.audit_log where action = 'link.opened' and actor_kind = 'link'), 1::bigint,
  'a link that is opened often is told once a day');

select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000b');
select results_eq(
  $$ select distinct action from public.audit_log order by 1 $$,
  array['account.created', 'invite.accepted', 'member.added', 'member.role', 'task.approve'],
  'a viewer sees what they did and what became of them, and nothing else of the organisation');
select is(jsonb_array_length(public.audit_page((select id from org), null, null, null, 100)), 0,
  'asking for the organisation gives them nothing');
select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000c');
select results_eq($$ select action from public.audit_log $$, array['account.created'], 'a stranger sees their own alone');
select is_empty($$ select * from public.audit_names(array['00000000-0000-4000-8000-00000000000a']::uuid[]) $$,
  'a stranger learns no name');
select throws_ok(
  $$ insert into public.audit_log (actor_kind, action, target_kind, target_id) values ('system', 'task.created', 'task', 'x') $$,
  '42501');
select pg_temp.become('anon');
select throws_ok($$ select * from public.audit_log $$, '42501');

-- An account that is removed leaves its entries, and no name.
reset role;
delete from auth.users where id = '00000000-0000-4000-8000-00000000000b';
select pg_temp.become('authenticated', '00000000-0000-4000-8000-00000000000a');
select results_eq(
  $$ select e ->> 'action', (e ->> 'actor_removed')::boolean, e ->> 'actor_login'
     from jsonb_array_elements(public.audit_page((select id from org), null, null, null, 100)) e
     where e ->> 'actor_id' = '00000000-0000-4000-8000-00000000000b' $$,
  $$ values ('invite.accepted', true, null::text), ('member.added', true, null) $$,
  'what a removed user did stays, under an id that leads to no name');
select is(
  (select e ->> 'actor_login' from jsonb_array_elements(public.audit_page((select id from org), null, null, null, 1)) e
   where e ->> 'actor_kind' = 'user'), null, 'the end of the membership is the system''s');
select is(
  (select e ->> 'actor_login' from jsonb_array_elements(public.audit_page((select id from org), null, null, null, 100)) e
   where e ->> 'action' = 'org.created'), 'ada-on-github', 'people are called as GitHub calls them');
reset role;
select results_eq(
  $$ select action from public.audit_log where target_id = '00000000-0000-4000-8000-00000000000b' order by id desc limit 2 $$,
  array['member.removed', 'account.removed'], 'the removal itself is told');

select * from finish();
rollback;
