-- Organisations: who sees what, who may do what, and that an owner always remains.
begin;
create extension if not exists pgtap with schema extensions;
set local search_path = extensions, public, pg_catalog;
select no_plan();

grant usage on schema extensions to anon, authenticated, service_role;

insert into auth.users (id, email, raw_user_meta_data)
  select ('00000000-0000-4000-8000-00000000000' || n)::uuid, name || '@example.test',
    jsonb_build_object('user_name', name, 'provider_id', n)
  from (values ('a', 'ada'), ('b', 'grace'), ('c', 'edith'), ('d', 'mary')) as people (n, name);
insert into public.github_tokens (user_id, ciphertext, iv, key_version, github_login, github_id)
  select id, 'secret', 'iv', 'k1', github_login, github_id from public.users where github_login <> 'mary';
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model)
  select ('10000000-0000-4000-8000-00000000000' || n)::uuid, ('00000000-0000-4000-8000-00000000000' || n)::uuid,
    n || '/repo', 'main', 'p', 't', 'demo', 'm' from unnest(array['a', 'b']) as n;
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
  select id, 1, user_id, now(), 'planning', 'm', 'usage', '{"usage": {"input_tokens": 5}}' from public.tasks;
insert into public.files_diff (task_id, file_path, user_id, status, additions, deletions)
  select id, 'f.ts', user_id, 'modified', 1, 0 from public.tasks;

create function pg_temp.be(n text) returns void language sql as $$
  select set_config('request.jwt.claims',
    format('{"sub": "00000000-0000-4000-8000-00000000000%s", "role": "authenticated"}', n), true);
$$;
create function pg_temp.person(n text) returns uuid language sql as $$
  select ('00000000-0000-4000-8000-00000000000' || n)::uuid;
$$;
create function pg_temp.everybody() returns uuid[] language sql as $$
  select array_agg(pg_temp.person(n)) from unnest(array['a', 'b', 'c', 'd']) as n;
$$;
create temp table known (name text primary key, id uuid);
grant all on known to authenticated, service_role;
create function pg_temp.org() returns uuid language sql as $$ select id from known where name = 'org' $$;

-- Ada founds, and invites grace as a member and edith as a viewer.
set local role authenticated;
select pg_temp.be('a');
insert into known values ('org', public.create_organisation('Engines'));
insert into known values
  ('to grace', public.invite_to_organisation(pg_temp.org(), 'member', 'GRACE')),
  ('to anyone', public.invite_to_organisation(pg_temp.org(), 'viewer'));
select is(public.organisation_list() -> 0 ->> 'role', 'owner', 'who founds an organisation owns it');
select throws_ok($$ select public.invite_to_organisation(pg_temp.org(), 'owner') $$, '23514', null,
  'nobody is invited as an owner');
select throws_ok($$ select public.create_organisation('') $$, '23514', null, 'a name is not empty');

-- A stranger.
select pg_temp.be('b');
select is_empty('select 1 from public.organisations', 'a stranger sees no organisation');
select is_empty('select 1 from public.organisation_members', 'a stranger sees no member');
select is_empty('select 1 from public.organisation_invites', 'a stranger sees no invitation');
select is(public.organisation_people(pg_temp.org()), null, 'a stranger sees no people');
select results_eq('select github_login from public.profiles(pg_temp.everybody())', array['grace'],
  'a stranger is shown nobody else');
select results_eq('select github_login from public.users', array['grace'], 'a stranger sees no other user');
select throws_ok($$ select public.rename_organisation(pg_temp.org(), 'x') $$, 'PT404', 'no such organisation',
  'a stranger does not rename');
select throws_ok($$ select public.delete_organisation(pg_temp.org()) $$, 'PT404', null, 'a stranger does not delete');
select throws_ok($$ select public.invite_to_organisation(pg_temp.org(), 'viewer') $$, 'PT404', null, 'a stranger does not invite');
select throws_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('a'), 'viewer') $$, 'PT404', null,
  'a stranger changes no role');
select throws_ok($$ select public.remove_organisation_member(pg_temp.org(), pg_temp.person('a')) $$, 'PT404', null,
  'a stranger removes nobody');
select throws_ok($$ select public.revoke_organisation_invite(pg_temp.org(), (select id from known where name = 'to grace')) $$,
  'PT404', null, 'a stranger revokes nothing');
select throws_ok($$ insert into public.organisation_members (org_id, user_id, role) values (pg_temp.org(), pg_temp.person('b'), 'owner') $$,
  '42501', null, 'nobody writes members past the functions');
select throws_ok('update public.organisations set name = ''x''', '42501', null, 'nor organisations');
select throws_ok('delete from public.organisation_invites', '42501', null, 'nor invitations');
select throws_ok($$ select public.accept_invite((select id from known where name = 'to anyone'), pg_temp.person('b')) $$,
  '42501', null, 'an invitation is accepted through the Worker alone');
select throws_ok($$ select public.enter_organisation(pg_temp.org()) $$, '42501', null, 'the inner functions are nobody''s');

-- Invitations.
set local role service_role;
select throws_ok($$ select public.accept_invite((select id from known where name = 'to grace'), pg_temp.person('c')) $$,
  'PT403', 'this invitation is for GRACE', 'an invitation for a login is for nobody else');
select throws_ok($$ select public.accept_invite((select id from known where name = 'to grace'), pg_temp.person('d')) $$,
  'PT403', null, 'nor for somebody whose login GitHub did not confirm');
select is(public.invite_preview((select id from known where name = 'to grace')) ->> 'invited_by', 'ada',
  'an invitation tells who invites');
select lives_ok($$ select public.accept_invite((select id from known where name = 'to grace'), pg_temp.person('b')) $$,
  'grace accepts, whatever the case of the login');
select is(array[public.was_invited(pg_temp.person('b')), public.was_invited(pg_temp.person('a'))], array[true, false],
  'who accepted an invitation is known apart from who made the organisation');
select throws_ok($$ select public.accept_invite((select id from known where name = 'to grace'), pg_temp.person('b')) $$,
  'PT404', null, 'an invitation works once');
select is(public.accept_invite((select id from known where name = 'to anyone'), pg_temp.person('b')), pg_temp.org(),
  'a member who opens another invitation is let in as before ...');
reset role;
select results_eq($$ select role::text from public.organisation_members where user_id = pg_temp.person('b') $$,
  array['member'], '... with the role they have');
select lives_ok($$ select public.accept_invite((select id from known where name = 'to anyone'), pg_temp.person('c')) $$,
  'and the invitation is still there for edith');
insert into public.organisation_invites (org_id, role, invited_by, expires_at)
  values (pg_temp.org(), 'viewer', pg_temp.person('a'), now() - interval '1 second');
insert into known select 'late', id from public.organisation_invites where expires_at < now();
select throws_ok($$ select public.accept_invite((select id from known where name = 'late'), pg_temp.person('d')) $$,
  'PT404', null, 'an invitation ends');
select is(public.invite_preview((select id from known where name = 'late')), null, 'and is not shown after that');

-- Tasks.
select throws_ok($$ update public.tasks set visibility = 'org' where user_id = pg_temp.person('a') $$, '23514', null,
  'a task is not visible to no organisation');
select throws_ok($$ select public.share_task('10000000-0000-4000-8000-00000000000a', pg_temp.person('a'), 'org', gen_random_uuid()) $$,
  '23503', null, 'a task is shared only with an organisation of its owner');
select ok(public.share_task('10000000-0000-4000-8000-00000000000a', pg_temp.person('a'), 'org', pg_temp.org()),
  'ada shares her task');
set local role authenticated;
select pg_temp.be('c');
select results_eq('select repo from public.tasks', array['a/repo'], 'a viewer sees the shared task and no other');
select results_eq('select count(*)::int from public.task_logs', array[1], 'its logs');
select results_eq('select count(*)::int from public.files_diff', array[1], 'its diff');
select is(public.usage_summary('-infinity', 'infinity'), '[]', 'and pays for none of it');
select results_eq('select github_login from public.profiles(pg_temp.everybody()) order by 1',
  array['ada', 'edith', 'grace'], 'members are shown to each other');
select results_eq('select github_login from public.users', array['edith'], 'and keep their rows, with their addresses, to themselves');
select is_empty('select 1 from public.organisation_invites', 'a viewer sees no invitation');
select is(jsonb_array_length(public.organisation_people(pg_temp.org()) -> 'members'), 3, 'a viewer sees the people');
select throws_ok('update public.tasks set title = ''x''', '42501', null, 'and writes nothing');
select pg_temp.be('d');
select is_empty('select 1 from public.tasks', 'a stranger sees no shared task');
select is_empty('select 1 from public.task_logs', 'nor its logs');
select is_empty('select 1 from public.files_diff', 'nor its diff');

-- Roles.
select pg_temp.be('b');
select throws_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('c'), 'member') $$, 'PT403', null,
  'a member changes no role');
select throws_ok($$ select public.remove_organisation_member(pg_temp.org(), pg_temp.person('c')) $$, 'PT403', null,
  'a member removes nobody');
select throws_ok($$ select public.invite_to_organisation(pg_temp.org(), 'viewer') $$, 'PT403', null, 'a member does not invite');
select pg_temp.be('a');
select public.set_organisation_role(pg_temp.org(), pg_temp.person('b'), 'admin');
select pg_temp.be('b');
insert into known values ('by grace', public.invite_to_organisation(pg_temp.org(), 'admin'));
select lives_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('c'), 'admin') $$, 'an admin makes an admin');
select throws_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('c'), 'owner') $$, 'PT403', null,
  'an admin makes no owner');
select throws_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('b'), 'owner') $$, 'PT403', null,
  'nor themselves');
select throws_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('a'), 'viewer') $$, 'PT403', null,
  'an admin demotes no owner');
select throws_ok($$ select public.remove_organisation_member(pg_temp.org(), pg_temp.person('a')) $$, 'PT403', null,
  'an admin removes no owner');
select throws_ok($$ select public.rename_organisation(pg_temp.org(), 'x') $$, 'PT403', null, 'an admin does not rename');
select throws_ok($$ select public.delete_organisation(pg_temp.org()) $$, 'PT403', null, 'an admin does not delete');
select lives_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('c'), 'viewer') $$, 'an admin demotes an admin');
select pg_temp.be('a');
select public.set_organisation_role(pg_temp.org(), pg_temp.person('b'), 'member');
select is_empty($$ select 1 from public.organisation_invites where id = (select id from known where name = 'by grace') $$,
  'who may not invite any more, has no open invitation');

-- The last owner.
select throws_ok($$ select public.set_organisation_role(pg_temp.org(), pg_temp.person('a'), 'admin') $$, 'PT409', null,
  'the last owner is not demoted');
select throws_ok($$ select public.remove_organisation_member(pg_temp.org(), pg_temp.person('a')) $$, 'PT409', null,
  'the last owner does not leave');
select public.set_organisation_role(pg_temp.org(), pg_temp.person('b'), 'owner');
select lives_ok($$ select public.remove_organisation_member(pg_temp.org(), pg_temp.person('a')) $$, 'one of two owners leaves');
reset role;
select results_eq($$ select visibility, org_id from public.tasks where user_id = pg_temp.person('a') $$,
  $$ values ('private', null::uuid) $$, 'and takes her tasks along');
set local role authenticated;
select is_empty('select 1 from public.organisations', 'who has left sees the organisation no more');
select results_eq('select github_login from public.profiles(pg_temp.everybody())', array['ada'], 'nor its people');
select is_empty($$ select 1 from public.tasks where user_id <> pg_temp.person('a') $$, 'nor its tasks');

-- An owner whose account goes.
reset role;
delete from auth.users where id = pg_temp.person('b');
select results_eq('select user_id, role::text from public.organisation_members',
  $$ values (pg_temp.person('c'), 'owner') $$, 'when the last owner''s account goes, another member takes over');
select public.share_task('10000000-0000-4000-8000-00000000000a', pg_temp.person('a'), 'private');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model)
  values ('10000000-0000-4000-8000-00000000000c', pg_temp.person('c'), 'c/repo', 'main', 'p', 't', 'demo', 'm');
select public.share_task('10000000-0000-4000-8000-00000000000c', pg_temp.person('c'), 'org', pg_temp.org());
set local role authenticated;
select pg_temp.be('c');
select lives_ok($$ select public.delete_organisation(pg_temp.org()) $$, 'an owner deletes the organisation');
select results_eq('select visibility, org_id from public.tasks', $$ values ('private', null::uuid) $$, 'its tasks are private');
select public.create_organisation('Alone');
reset role;
delete from auth.users where id = pg_temp.person('c');
select is_empty('select 1 from public.organisations', 'an organisation ends with its last member');

set local role anon;
select throws_ok(format('select 1 from public.%I', t), '42501', null, 'anon may not read ' || t)
from unnest(array['organisations', 'organisation_members', 'organisation_invites']) as t;
select throws_ok('select public.my_organisations()', '42501', null, 'anon is in no organisation');

select * from finish();
rollback;
