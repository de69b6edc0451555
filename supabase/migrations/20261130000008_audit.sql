-- Who did what. Triggers write an entry in the same transaction as the change, whoever made it and over whichever API; what
-- happens in a task's object comes from there with `append_task_audit`. No role can change or remove an entry: the one
-- role that may write the table may only insert, and the table itself refuses the rest.
--
-- An entry has the ids of people alone and no foreign key: it stays when its people, tasks and organisations are deleted,
-- and then no name belongs to the id. It never holds a secret, nor text of a user.

do $$ begin
  -- Roles belong to the cluster, and outlive a database that is made anew.
  if not exists (select from pg_roles where rolname = 'audit_writer') then
    create role audit_writer nologin noinherit;
  end if;
end $$;

create table public.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('user', 'client', 'link', 'agent', 'system')),
  -- Of `user` and `client` the user, of `link` the row in task_shares.
  actor_id uuid,
  -- Of `client` the program that the user's token was made out to.
  actor_client text check (char_length(actor_client) <= 200),
  -- The same words as `AuditAction` in worker/protocol/audit.ts; a test compares the two.
  action text not null check (action in (
    'account.created', 'account.removed', 'github.connected', 'github.disconnected',
    'key.stored', 'key.replaced', 'key.removed',
    'task.created', 'task.renamed', 'task.archived', 'task.unarchived', 'task.shared',
    'task.approve', 'task.edit_plan', 'task.refine', 'task.message', 'task.apply', 'task.undo',
    'task.redo', 'task.skip_baseline', 'task.stop_command',
    'task.cancel', 'task.retry', 'task.pull_request', 'link.opened',
    'org.created', 'org.renamed', 'org.removed', 'member.added', 'member.role', 'member.removed',
    'invite.created', 'invite.accepted', 'invite.removed', 'rules.changed', 'network.changed',
    'knowledge.added', 'knowledge.changed', 'knowledge.removed', 'draft.kept', 'draft.removed',
    'image.added', 'image.removed'
  )),
  target_kind text not null
    check (target_kind in ('user', 'key', 'task', 'org', 'invite', 'repo', 'draft', 'image')),
  target_id text not null check (char_length(target_id) <= 200),
  -- Whose thing it is: they see the entry too.
  owner_id uuid,
  -- Whose owners and admins see it.
  org_id uuid,
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object' and octet_length(detail::text) <= 32768),
  -- At most one entry with this key is ever kept.
  once text unique check (char_length(once) <= 200)
);
create index audit_log_owner_idx on public.audit_log (owner_id, id desc);
create index audit_log_actor_idx on public.audit_log (actor_id, id desc);
create index audit_log_org_idx on public.audit_log (org_id, id desc);

alter table public.audit_log enable row level security;
alter table public.audit_log force row level security;
revoke all on table public.audit_log from public, anon, authenticated, service_role;
grant select on table public.audit_log to authenticated;
grant insert on table public.audit_log to audit_writer;

create policy "People see what they did and what became of theirs, admins their organisation" on public.audit_log
  for select to authenticated using (
    actor_id = (select auth.uid())
    or owner_id = (select auth.uid())
    or org_id in (select public.my_organisations('admin'))
  );
create policy "The log grows" on public.audit_log for insert to audit_writer with check (true);

-- Also for whom neither grants nor policies bind.
create function public.refuse_audit_change() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  raise exception 'the audit log is append-only' using errcode = '42501';
end;
$$;
revoke all on function public.refuse_audit_change() from public, anon, authenticated, service_role;
create trigger refuse_audit_change
  before update or delete or truncate on public.audit_log
  for each statement execute function public.refuse_audit_change();

-- The one place that writes an entry.
create function public.append_to_audit(
  p_at timestamptz, p_actor jsonb, p_action text, p_target_kind text, p_target_id text, p_owner_id uuid,
  p_org_id uuid, p_detail jsonb, p_once text
) returns void
  language sql volatile security definer set search_path = ''
as $$
  insert into public.audit_log
    (at, actor_kind, actor_id, actor_client, action, target_kind, target_id, owner_id, org_id, detail, once)
  values (p_at, p_actor ->> 'kind', (p_actor ->> 'id')::uuid, p_actor ->> 'client', p_action, p_target_kind,
    p_target_id, p_owner_id, p_org_id, p_detail, p_once)
  on conflict do nothing;
$$;
revoke all on function public.append_to_audit(timestamptz, jsonb, text, text, text, uuid, uuid, jsonb, text)
  from public, anon, authenticated, service_role;
-- To become the owner of a function a role must be able to create in its schema at that moment.
grant audit_writer to current_user;
grant usage, create on schema public to audit_writer;
alter function public.append_to_audit(timestamptz, jsonb, text, text, text, uuid, uuid, jsonb, text)
  owner to audit_writer;
revoke create on schema public from audit_writer;
grant execute on function public.append_to_audit(timestamptz, jsonb, text, text, text, uuid, uuid, jsonb, text)
  to current_user;

-- Who asks, as {kind, id, client}. A user's own request is theirs, whatever else it says. The Worker, which writes with
-- the secret key, names in a header for whom; without it, and where no request is behind it, it is the system.
create function public.audit_actor() returns jsonb
  language plpgsql stable security invoker set search_path = ''
as $$
declare
  -- Not current_user, which in a security definer function is the function's owner.
  v_role text := current_setting('role', true);
  v_client text;
  v_header text;
begin
  if v_role = 'authenticated' then
    v_client := left(nullif(auth.jwt() ->> 'client_id', ''), 200);
    return jsonb_build_object(
      'kind', case when v_client is null then 'user' else 'client' end, 'id', auth.uid(), 'client', v_client);
  end if;
  if v_role = 'service_role' then
    v_header := nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-verne-actor';
  end if;
  return coalesce(v_header::jsonb, '{"kind": "system"}');
end;
$$;
revoke all on function public.audit_actor() from public, anon, authenticated, service_role;

-- For the triggers below.
create function public.audit(
  p_action text, p_target_kind text, p_target_id text, p_owner_id uuid, p_org_id uuid default null,
  p_detail jsonb default '{}'
) returns void
  language sql volatile security definer set search_path = ''
as $$
  select public.append_to_audit(
    now(), public.audit_actor(), p_action, p_target_kind, p_target_id, p_owner_id, p_org_id, p_detail, null);
$$;
revoke all on function public.audit(text, text, text, uuid, uuid, jsonb)
  from public, anon, authenticated, service_role;

-- Rows that are deleted with their account are not logged; the removal of the account is.
create function public.is_user(p_id uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select from public.users u where u.id = p_id);
$$;
revoke all on function public.is_user(uuid) from public, anon, authenticated, service_role;

create function public.audit_users() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.audit('account.created', 'user', new.id::text, new.id);
  else
    perform public.audit('account.removed', 'user', old.id::text, old.id);
  end if;
  return null;
end;
$$;
create trigger audit_users after insert or delete on public.users
  for each row execute function public.audit_users();

-- A key that is encrypted anew keeps its id; one that takes its place has another.
create function public.audit_api_keys() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if public.is_user(old.user_id) then
      perform public.audit('key.removed', 'key', old.provider, old.user_id);
    end if;
  elsif tg_op = 'INSERT' or new.id <> old.id then
    perform public.audit(case tg_op when 'INSERT' then 'key.stored' else 'key.replaced' end,
      'key', new.provider, new.user_id, null, jsonb_build_object('own_server', new.base_url is not null));
  end if;
  return null;
end;
$$;
create trigger audit_api_keys after insert or update or delete on public.api_keys
  for each row execute function public.audit_api_keys();

-- A token comes with a sign-in, and says when in `updated_at`; encrypting it anew leaves that alone.
create function public.audit_github_tokens() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if public.is_user(old.user_id) then
      perform public.audit('github.disconnected', 'user', old.user_id::text, old.user_id);
    end if;
  elsif tg_op = 'INSERT' or new.updated_at <> old.updated_at then
    perform public.audit('github.connected', 'user', new.user_id::text, new.user_id, null,
      jsonb_build_object('github_id', new.github_id));
  end if;
  return null;
end;
$$;
create trigger audit_github_tokens after insert or update or delete on public.github_tokens
  for each row execute function public.audit_github_tokens();

create function public.audit_new_task() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  perform public.audit('task.created', 'task', new.id::text, new.user_id, new.org_id, jsonb_build_object(
    'repo', new.repo, 'branch', new.branch, 'provider', new.provider, 'model', new.model,
    'auto_pr', new.auto_pr, 'review_plan', new.review_plan, 'allow_read_only', new.allow_read_only));
  return null;
end;
$$;
create trigger audit_new_task after insert on public.tasks
  for each row execute function public.audit_new_task();

create function public.audit_task_place() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  v_org uuid;
begin
  if (new.archived_at is null) <> (old.archived_at is null) then
    perform public.audit(case when new.archived_at is null then 'task.unarchived' else 'task.archived' end,
      'task', new.id::text, new.user_id, new.org_id);
  end if;
  -- The mirror of the task brings its title along.
  if new.title <> old.title and public.audit_actor() ->> 'kind' <> 'system' then
    perform public.audit('task.renamed', 'task', new.id::text, new.user_id, new.org_id);
  end if;
  if (new.visibility, new.org_id) is distinct from (old.visibility, old.org_id) and public.is_user(new.user_id) then
    -- Whom it was taken from is told as well.
    for v_org in select distinct o from unnest(array[new.org_id, old.org_id]) as o loop
      if v_org is not null or (new.org_id is null and old.org_id is null) then
        perform public.audit('task.shared', 'task', new.id::text, new.user_id, v_org,
          jsonb_build_object('visibility', new.visibility, 'before', old.visibility));
      end if;
    end loop;
  end if;
  return null;
end;
$$;
create trigger audit_task_place after update of archived_at, title, visibility, org_id on public.tasks
  for each row execute function public.audit_task_place();

-- What changed in rules of the network: of the hosts that came and went, the first 50 of each.
create function public.egress_change(p_presets jsonb, p_allow text[], p_before text[]) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'presets', p_presets, 'hosts', cardinality(p_allow),
    'added', to_jsonb((array(select unnest(p_allow) except select unnest(p_before)))[1:50]),
    'removed', to_jsonb((array(select unnest(p_before) except select unnest(p_allow)))[1:50]));
$$;
revoke all on function public.egress_change(jsonb, text[], text[]) from public, anon, authenticated, service_role;

create function public.audit_organisations() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform public.audit('org.removed', 'org', old.id::text, null, old.id, jsonb_build_object('name', old.name));
  elsif tg_op = 'INSERT' then
    perform public.audit('org.created', 'org', new.id::text, null, new.id, jsonb_build_object('name', new.name));
  else
    if new.name <> old.name then
      perform public.audit('org.renamed', 'org', new.id::text, null, new.id,
        jsonb_build_object('name', new.name, 'before', old.name));
    end if;
    if new.egress_presets <> old.egress_presets or new.egress_allow <> old.egress_allow then
      perform public.audit('network.changed', 'org', new.id::text, null, new.id,
        public.egress_change(new.egress_presets, new.egress_allow, old.egress_allow));
    end if;
  end if;
  return null;
end;
$$;
create trigger audit_organisations after insert or update or delete on public.organisations
  for each row execute function public.audit_organisations();

create function public.audit_members() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.audit('member.added', 'user', new.user_id::text, new.user_id, new.org_id,
      jsonb_build_object('role', new.role));
  elsif tg_op = 'UPDATE' then
    if new.role <> old.role then
      perform public.audit('member.role', 'user', new.user_id::text, new.user_id, new.org_id,
        jsonb_build_object('role', new.role, 'before', old.role));
    end if;
  elsif exists (select from public.organisations o where o.id = old.org_id) then
    perform public.audit('member.removed', 'user', old.user_id::text, old.user_id, old.org_id,
      jsonb_build_object('role', old.role, 'account_removed', not public.is_user(old.user_id)));
  end if;
  return null;
end;
$$;
create trigger audit_members after insert or update or delete on public.organisation_members
  for each row execute function public.audit_members();

-- `accept_invite` names the one that it uses up.
create function public.audit_invites() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.audit('invite.created', 'invite', new.id::text, null, new.org_id,
      jsonb_build_object('role', new.role, 'for', new.github_login));
  elsif current_setting('verne.accepted_invite', true) = old.id::text then
    perform public.audit('invite.accepted', 'invite', old.id::text, null, old.org_id,
      jsonb_build_object('role', old.role));
  elsif exists (select from public.organisations o where o.id = old.org_id) then
    perform public.audit('invite.removed', 'invite', old.id::text, null, old.org_id,
      jsonb_build_object('role', old.role, 'expired', old.expires_at <= now()));
  end if;
  return null;
end;
$$;
create trigger audit_invites after insert or delete on public.organisation_invites
  for each row execute function public.audit_invites();

-- Of a scan command only whether there is one: it is text of a user.
create function public.audit_repo_settings() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  v_presets jsonb := '{}';
  v_allow text[] := '{}';
  v_counts boolean := false;
  v_unconfined boolean := false;
  v_scan text;
  v_reader text := 'auto';
begin
  if tg_op = 'UPDATE' then
    v_presets := old.egress_presets;
    v_allow := old.egress_allow;
    v_counts := old.exit_status_counts;
    v_unconfined := old.unconfined_commands;
    v_scan := old.scan_command;
    v_reader := old.second_reader;
  end if;
  if (new.exit_status_counts, new.unconfined_commands, new.scan_command, new.second_reader)
    is distinct from (v_counts, v_unconfined, v_scan, v_reader) then
    perform public.audit('rules.changed', 'repo', new.repo_full_name, new.user_id, null, jsonb_build_object(
      'exit_status_counts', new.exit_status_counts, 'unconfined_commands', new.unconfined_commands,
      'scan_command', new.scan_command is not null, 'scan_command_changed', new.scan_command is distinct from v_scan,
      'second_reader', new.second_reader));
  end if;
  if new.egress_presets <> v_presets or new.egress_allow <> v_allow then
    perform public.audit('network.changed', 'repo', new.repo_full_name, new.user_id, null,
      public.egress_change(new.egress_presets, new.egress_allow, v_allow));
  end if;
  return null;
end;
$$;
create trigger audit_repo_settings after insert or update on public.repo_settings
  for each row execute function public.audit_repo_settings();

create function public.audit_knowledge() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  v_row public.repo_knowledge := case when tg_op = 'DELETE' then old else new end;
  v_action text := case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end;
begin
  if public.is_user(v_row.user_id) then
    perform public.audit('knowledge.' || v_action, 'repo', v_row.repo_full_name, v_row.user_id, null,
      jsonb_build_object('item', v_row.id, 'kind', v_row.kind, 'task', v_row.source_task));
  end if;
  return null;
end;
$$;
create trigger audit_knowledge after insert or delete or update of text on public.repo_knowledge
  for each row execute function public.audit_knowledge();

-- Its creation and its removal; not each change, which the page saves by itself while its user types.
create function public.audit_drafts() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.audit('draft.kept', 'draft', new.draft_id::text, new.user_id);
  elsif public.is_user(old.user_id) then
    perform public.audit('draft.removed', 'draft', old.draft_id::text, old.user_id);
  end if;
  return null;
end;
$$;
create trigger audit_drafts after insert or delete on public.task_drafts
  for each row execute function public.audit_drafts();

create function public.audit_attachments() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform public.audit('image.added', 'image', new.id::text, new.user_id, null,
      jsonb_build_object('media_type', new.media_type, 'bytes', new.bytes));
  elsif public.is_user(old.user_id) then
    perform public.audit('image.removed', 'image', old.id::text, old.user_id);
  end if;
  return null;
end;
$$;
create trigger audit_attachments after insert or delete on public.attachments
  for each row execute function public.audit_attachments();

revoke all on function
  public.audit_users(), public.audit_api_keys(), public.audit_github_tokens(), public.audit_new_task(),
  public.audit_task_place(), public.audit_organisations(), public.audit_members(), public.audit_invites(),
  public.audit_repo_settings(), public.audit_knowledge(), public.audit_drafts(), public.audit_attachments()
  from public, anon, authenticated, service_role;

-- Commands to a task, from the trail that its object keeps: [{seq, at, actor, org_id, action, detail}]. The same
-- `seq` of a task counts once. For the secret key alone. Needs no row of the task: its user may be gone.
create function public.append_task_audit(p_task_id uuid, p_owner_id uuid, p_rows jsonb) returns void
  language sql volatile security definer set search_path = ''
as $$
  select public.append_to_audit(r.at,
    jsonb_build_object('kind', r.actor ->> 'kind', 'id', r.actor ->> 'user_id', 'client', r.actor ->> 'client_id'),
    r.action, 'task', p_task_id::text,
    coalesce(p_owner_id, (select t.user_id from public.tasks t where t.id = p_task_id)),
    -- A person acts as a member of the organisation that they name; Verne acts for the task as it is.
    case when r.actor ->> 'kind' = 'system' then (select t.org_id from public.tasks t where t.id = p_task_id) else r.org_id end,
    r.detail, 'task ' || p_task_id || ' ' || r.seq)
  from jsonb_to_recordset(p_rows)
    as r (seq bigint, at timestamptz, actor jsonb, org_id uuid, action text, detail jsonb)
  where r.action like 'task.%'
  order by r.seq;
$$;

-- A task was read by a valid link. Logged once a day for each link, however often it is opened. For the secret key
-- alone: the Worker has checked the link.
create function public.link_opened(p_share_id uuid) returns void
  language sql volatile security definer set search_path = ''
as $$
  select public.append_to_audit(now(), jsonb_build_object('kind', 'link', 'id', s.id), 'link.opened', 'task',
    s.task_id::text, s.user_id, null, '{}', 'link ' || s.id || ' ' || (now() at time zone 'UTC')::date)
  from public.task_shares s
  where s.id = p_share_id and s.revoked_at is null;
$$;
revoke all on function public.append_task_audit(uuid, uuid, jsonb), public.link_opened(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.append_task_audit(uuid, uuid, jsonb), public.link_opened(uuid) to service_role;

-- How the people in entries are called whom the caller may see: by the login that GitHub gave for their token, else by
-- their own word. Whose account is gone is not among them.
create function public.audit_names(p_ids uuid[]) returns table (id uuid, login text)
  language sql stable security definer set search_path = ''
as $$
  select u.id, coalesce(t.github_login, u.github_login)
  from public.users u left join public.github_tokens t on t.user_id = u.id
  where u.id = any (p_ids) and (
    u.id = (select auth.uid())
    or exists (
      select from public.audit_log a
      where (a.actor_id = u.id or a.owner_id = u.id) and (
        a.actor_id = (select auth.uid()) or a.owner_id = (select auth.uid())
        or a.org_id in (select public.my_organisations('admin'))
      )
    )
  );
$$;

-- A page of the log, the newest first, as a JSON array: of an organisation, or, without one, of what the caller did and what
-- became of theirs. Entries before `p_before` in it, and of [p_from, p_to).
create function public.audit_page(
  p_org_id uuid, p_from timestamptz, p_to timestamptz, p_before bigint, p_limit integer
) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  with page as (
    select a.* from public.audit_log a
    where (case when p_org_id is null
        then a.actor_id = (select auth.uid()) or a.owner_id = (select auth.uid())
        else a.org_id = p_org_id and p_org_id in (select public.my_organisations('admin')) end)
      and (p_from is null or a.at >= p_from) and (p_to is null or a.at < p_to)
      and (p_before is null or a.id < p_before)
    order by a.id desc limit p_limit
  ), people as (
    select p.actor_id as id from page p where p.actor_kind in ('user', 'client')
    union
    select p.target_id::uuid from page p where p.target_kind = 'user'
  ), names as (
    select * from public.audit_names(array(select people.id from people))
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', p.id, 'at', p.at, 'actor_kind', p.actor_kind, 'actor_id', p.actor_id, 'actor_client', p.actor_client,
    'actor_login', n.login, 'actor_removed', p.actor_kind in ('user', 'client') and n.id is null,
    'action', p.action, 'target_kind', p.target_kind, 'target_id', p.target_id, 'target_login', t.login,
    'org_id', p.org_id, 'detail', p.detail
  ) order by p.id desc), '[]')
  from page p
  left join names n on n.id = p.actor_id and p.actor_kind in ('user', 'client')
  left join names t on p.target_kind = 'user' and t.id::text = p.target_id;
$$;
revoke all on function public.audit_names(uuid[]), public.audit_page(uuid, timestamptz, timestamptz, bigint, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.audit_names(uuid[]), public.audit_page(uuid, timestamptz, timestamptz, bigint, integer)
  to authenticated;
