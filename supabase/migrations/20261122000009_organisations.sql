-- Organisations: people who see and steer each other's shared tasks, and what each of them may do.
--
-- Members change through the functions below alone, which know the caller by auth.uid(). They refuse with PT403, PT404
-- and PT409, which PostgREST answers with these statuses, and with a message that can be shown. A user who is no
-- member is told that there is no such organisation.

-- From the least to the most: an organisation's roles are compared by this order. The same words as `OrgRole` in
-- worker/protocol/orgs.ts; a test compares the two.
create type public.org_role as enum ('viewer', 'member', 'admin', 'owner');

create table public.organisations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 80),
  created_at timestamptz not null default now()
);
create table public.organisation_members (
  org_id uuid not null references public.organisations (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  role public.org_role not null,
  joined_at timestamptz not null default now(),
  -- They came by an invitation, which the Worker signed, and did not make the organisation.
  invited boolean not null default false,
  primary key (org_id, user_id)
);
create index organisation_members_user_idx on public.organisation_members (user_id);

-- The address of an invitation is not stored: the Worker signs the id. A row is deleted when the invitation is accepted.
create table public.organisation_invites (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null,
  role public.org_role not null check (role <> 'owner'),
  -- Only this GitHub login may accept; null: any user who has the address.
  github_login text check (char_length(github_login) between 1 and 39),
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  -- An invitation is void when the one who made it leaves.
  foreign key (org_id, invited_by) references public.organisation_members (org_id, user_id) on delete cascade
);
create index organisation_invites_maker_idx on public.organisation_invites (org_id, invited_by);

alter table public.organisations enable row level security;
alter table public.organisations force row level security;
alter table public.organisation_members enable row level security;
alter table public.organisation_members force row level security;
alter table public.organisation_invites enable row level security;
alter table public.organisation_invites force row level security;
revoke all on table public.organisations, public.organisation_members, public.organisation_invites
  from public, anon, authenticated, service_role;
grant select on table public.organisations, public.organisation_members, public.organisation_invites to authenticated;

-- The organisations in which the caller has at least this role. Security definer, so that the policies of the very
-- tables it reads can use it; it answers about the caller alone.
create function public.my_organisations(p_least public.org_role default 'viewer') returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select m.org_id from public.organisation_members m where m.user_id = (select auth.uid()) and m.role >= p_least;
$$;
-- All users who share an organisation with the caller.
create function public.my_fellows() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select m.user_id from public.organisation_members m where m.org_id in (select public.my_organisations());
$$;
-- How the caller and their fellows are shown, of those who are asked for. A function and no policy, because the rest
-- of a person's row is theirs alone.
create function public.profiles(p_ids uuid[])
  returns table (id uuid, github_login text, name text, avatar_url text)
  language sql stable security definer set search_path = ''
as $$
  select u.id, u.github_login, u.name, u.avatar_url from public.users u
  where u.id = any (p_ids)
    and (u.id = (select auth.uid()) or u.id in (select public.my_fellows()));
$$;
revoke all on function public.my_organisations(public.org_role), public.my_fellows(), public.profiles(uuid[])
  from public, anon, authenticated, service_role;
grant execute on function public.my_organisations(public.org_role), public.profiles(uuid[]) to authenticated;

create policy "Members see their organisation" on public.organisations
  for select to authenticated using (id in (select public.my_organisations()));
create policy "Members see who is in their organisation" on public.organisation_members
  for select to authenticated using (org_id in (select public.my_organisations()));
create policy "Admins see the open invitations" on public.organisation_invites
  for select to authenticated using (org_id in (select public.my_organisations('admin')));

-- Tasks of an organisation. Only a member's own task can be in one: who leaves takes their tasks along, and the end of
-- an organisation makes its tasks private.
alter table public.tasks
  add column org_id uuid,
  -- The organisation that the task was shared with last: what it uses up counts there, also once it is taken back.
  add column charged_org_id uuid references public.organisations (id) on delete set null,
  add foreign key (org_id, user_id) references public.organisation_members (org_id, user_id)
    on delete set null (org_id);
-- Nothing could name an organisation before this migration.
update public.tasks set visibility = 'private' where visibility = 'org';
alter table public.tasks
  add constraint tasks_org_visibility check ((visibility = 'org') = (org_id is not null));
create index tasks_org_idx on public.tasks (org_id, created_at desc, id desc) where org_id is not null;
-- For a member who leaves.
create index tasks_org_member_idx on public.tasks (org_id, user_id) where org_id is not null;

create function public.leave_task_private() returns trigger
  language plpgsql security invoker set search_path = ''
as $$
begin
  new.visibility := 'private';
  return new;
end;
$$;
revoke all on function public.leave_task_private() from public, anon, authenticated, service_role;
create trigger leave_task_private
  before update of org_id on public.tasks
  for each row when (old.org_id is not null and new.org_id is null and new.visibility = 'org')
  execute function public.leave_task_private();

-- One policy of each table for reading: of several, each is evaluated for each row.
drop policy "A user sees their own tasks" on public.tasks;
create policy "People see their own tasks and those of their organisations" on public.tasks
  for select to authenticated using (
    user_id = (select auth.uid()) or org_id in (select public.my_organisations()));
drop policy "A user reads the logs of their own tasks" on public.task_logs;
create policy "People read the logs of the tasks that they see" on public.task_logs
  for select to authenticated using (
    user_id = (select auth.uid())
    or exists (select from public.tasks t where t.id = task_id and t.org_id in (select public.my_organisations())));
drop policy "A user reads the diff of their own tasks" on public.files_diff;
create policy "People read the diffs of the tasks that they see" on public.files_diff
  for select to authenticated using (
    user_id = (select auth.uid())
    or exists (select from public.tasks t where t.id = task_id and t.org_id in (select public.my_organisations())));

-- As in migration 8, and with the organisation that sees the task. Raises 23503 when that user is not in it.
drop function public.share_task(uuid, uuid, text);
create function public.share_task(
  p_task_id uuid, p_user_id uuid, p_visibility text, p_org_id uuid default null, p_monthly integer default null
)
  returns boolean
  language plpgsql security invoker set search_path = ''
as $$
begin
  if p_visibility = 'org' and p_monthly is not null then
    -- Of two tasks at once only one takes the last place.
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('tasks of ' || p_org_id::text, 0));
    if (
      select count(*) from public.tasks t
      where t.charged_org_id = p_org_id and t.id <> p_task_id and t.created_at >= public.month_start()
    ) >= p_monthly then
      raise exception 'the organisation has no task left this month' using errcode = 'PT429';
    end if;
  end if;
  -- Locks the row, so that of two calls at once the second sees what the first has done.
  update public.tasks t
  set visibility = p_visibility, org_id = case when p_visibility = 'org' then p_org_id end,
    charged_org_id = case when p_visibility = 'org' then p_org_id else t.charged_org_id end
  where t.id = p_task_id and t.user_id = p_user_id;
  if not found then
    return false;
  end if;
  if p_visibility = 'link' then
    insert into public.task_shares (task_id, user_id) values (p_task_id, p_user_id)
    on conflict (task_id) where revoked_at is null do nothing;
  else
    update public.task_shares s set revoked_at = now() where s.task_id = p_task_id and s.revoked_at is null;
  end if;
  return true;
end;
$$;
revoke all on function public.share_task(uuid, uuid, text, uuid, integer) from public, anon, authenticated, service_role;
grant execute on function public.share_task(uuid, uuid, text, uuid, integer) to service_role;

-- As in migration 4. Others' tasks are readable now, and what they cost is theirs.
create or replace function public.usage_summary(p_from timestamptz, p_to timestamptz) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(g) order by g.day, g.task_id, g.stage, g.provider, g.model), '[]')
  from (
    select
      (l."timestamp" at time zone 'UTC')::date as day,
      coalesce(nullif(l.data ->> 'provider', ''), t.provider) as provider,
      coalesce(nullif(l.data ->> 'model', ''), t.model) as model,
      t.repo as repo_full_name,
      t.id as task_id,
      t.title,
      l.stage,
      count(*) as calls,
      coalesce(sum((l.data #>> '{usage,input_tokens}')::bigint), 0) as input_tokens,
      coalesce(sum((l.data #>> '{usage,output_tokens}')::bigint), 0) as output_tokens,
      coalesce(sum((l.data #>> '{usage,cached_input_tokens}')::bigint), 0) as cached_input_tokens,
      sum((l.data #>> '{usage,cost_usd}')::numeric) as cost_usd,
      count(*) filter (where l.data #>> '{usage,cost_usd}' is null) as unknown_cost_calls
    from public.task_logs l
    join public.tasks t on t.id = l.task_id
    where l.user_id = (select auth.uid())
      and l.type = 'usage' and l."timestamp" >= p_from and l."timestamp" < p_to
    group by 1, 2, 3, t.id, l.stage
  ) as g;
$$;

-- Whatever is done to members, an organisation keeps an owner; one whose last member's account is removed ends. The
-- lock makes two owners who leave at the same moment do it one after the other.
create function public.keep_an_owner() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  v_heir uuid;
begin
  perform from public.organisations o where o.id = old.org_id for update;
  if not found or exists (
    select from public.organisation_members m where m.org_id = old.org_id and m.role = 'owner'
  ) then
    return null;
  end if;
  if exists (select from public.users u where u.id = old.user_id) then
    raise exception 'an organisation keeps at least one owner; make somebody else an owner first'
      using errcode = 'PT409';
  end if;
  -- The account of the last owner was removed: the member with the highest role becomes owner, the earliest of these.
  select m.user_id into v_heir from public.organisation_members m
    where m.org_id = old.org_id order by m.role desc, m.joined_at, m.user_id limit 1;
  if v_heir is null then
    delete from public.organisations o where o.id = old.org_id;
  else
    update public.organisation_members m set role = 'owner' where m.org_id = old.org_id and m.user_id = v_heir;
  end if;
  return null;
end;
$$;
revoke all on function public.keep_an_owner() from public, anon, authenticated, service_role;
create trigger keep_an_owner
  after delete or update of role on public.organisation_members
  for each row when (old.role = 'owner') execute function public.keep_an_owner();

-- The caller's role in an organisation, whose row it locks against other changes of members. Refuses a user who is no member.
create function public.enter_organisation(p_org_id uuid) returns public.org_role
  language plpgsql security definer set search_path = ''
as $$
declare
  v_role public.org_role;
begin
  perform from public.organisations o where o.id = p_org_id for update;
  select m.role into v_role from public.organisation_members m
    where m.org_id = p_org_id and m.user_id = (select auth.uid());
  if v_role is null then
    raise exception 'no such organisation' using errcode = 'PT404';
  end if;
  return v_role;
end;
$$;
revoke all on function public.enter_organisation(uuid) from public, anon, authenticated, service_role;

create function public.create_organisation(p_name text) returns uuid
  language plpgsql security definer set search_path = ''
as $$
declare
  v_user uuid := (select auth.uid());
  v_org uuid;
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('organisations of ' || v_user::text, 0));
  if (select count(*) from public.organisation_members m where m.user_id = v_user and m.role = 'owner') >= 20 then
    raise exception 'you own 20 organisations, which is the limit' using errcode = 'PT409';
  end if;
  insert into public.organisations (name) values (p_name) returning id into v_org;
  insert into public.organisation_members (org_id, user_id, role) values (v_org, v_user, 'owner');
  return v_org;
end;
$$;

create function public.rename_organisation(p_org_id uuid, p_name text) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  if public.enter_organisation(p_org_id) < 'owner' then
    raise exception 'only an owner may rename the organisation' using errcode = 'PT403';
  end if;
  update public.organisations o set name = p_name where o.id = p_org_id;
end;
$$;

create function public.delete_organisation(p_org_id uuid) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  if public.enter_organisation(p_org_id) < 'owner' then
    raise exception 'only an owner may delete the organisation' using errcode = 'PT403';
  end if;
  delete from public.organisations o where o.id = p_org_id;
end;
$$;

-- A member can neither grant a role above their own, nor change a member whose role is above theirs.
create function public.set_organisation_role(p_org_id uuid, p_user_id uuid, p_role public.org_role) returns void
  language plpgsql security definer set search_path = ''
as $$
declare
  v_mine public.org_role := public.enter_organisation(p_org_id);
  v_theirs public.org_role;
begin
  select m.role into v_theirs from public.organisation_members m
    where m.org_id = p_org_id and m.user_id = p_user_id;
  if v_theirs is null then
    raise exception 'this person is not in the organisation' using errcode = 'PT404';
  end if;
  if v_mine < 'admin' then
    raise exception 'only admins and owners may change roles' using errcode = 'PT403';
  end if;
  if v_theirs > v_mine or p_role > v_mine then
    raise exception 'an admin may not change or make an owner' using errcode = 'PT403';
  end if;
  update public.organisation_members m set role = p_role where m.org_id = p_org_id and m.user_id = p_user_id;
  -- Open invitations to a role that the member may no longer grant are revoked.
  if p_role < 'admin' then
    delete from public.organisation_invites i where i.org_id = p_org_id and i.invited_by = p_user_id;
  end if;
end;
$$;

-- Every member may leave; removing others follows the rules of roles.
create function public.remove_organisation_member(p_org_id uuid, p_user_id uuid) returns void
  language plpgsql security definer set search_path = ''
as $$
declare
  v_mine public.org_role := public.enter_organisation(p_org_id);
  v_theirs public.org_role;
begin
  select m.role into v_theirs from public.organisation_members m
    where m.org_id = p_org_id and m.user_id = p_user_id;
  if v_theirs is null then
    raise exception 'this person is not in the organisation' using errcode = 'PT404';
  end if;
  if p_user_id <> (select auth.uid()) and (v_mine < 'admin' or v_theirs > v_mine) then
    raise exception 'only admins and owners may remove others, and an admin no owner' using errcode = 'PT403';
  end if;
  delete from public.organisation_members m where m.org_id = p_org_id and m.user_id = p_user_id;
end;
$$;

-- Gives the id of the new invitation.
create function public.invite_to_organisation(p_org_id uuid, p_role public.org_role, p_github_login text default null)
  returns uuid
  language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  -- A check of the table refuses `owner`.
  if public.enter_organisation(p_org_id) < 'admin' then
    raise exception 'only admins and owners may invite' using errcode = 'PT403';
  end if;
  delete from public.organisation_invites i where i.org_id = p_org_id and i.expires_at <= now();
  if (select count(*) from public.organisation_invites i where i.org_id = p_org_id) >= 100 then
    raise exception '100 invitations are open, which is the limit; revoke one first' using errcode = 'PT409';
  end if;
  insert into public.organisation_invites (org_id, role, github_login, invited_by)
    values (p_org_id, p_role, p_github_login, (select auth.uid())) returning id into v_id;
  return v_id;
end;
$$;

create function public.revoke_organisation_invite(p_org_id uuid, p_invite_id uuid) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  if public.enter_organisation(p_org_id) < 'admin' then
    raise exception 'only admins and owners may revoke invitations' using errcode = 'PT403';
  end if;
  delete from public.organisation_invites i where i.org_id = p_org_id and i.id = p_invite_id;
end;
$$;

revoke all on function
  public.create_organisation(text), public.rename_organisation(uuid, text), public.delete_organisation(uuid),
  public.set_organisation_role(uuid, uuid, public.org_role), public.remove_organisation_member(uuid, uuid),
  public.invite_to_organisation(uuid, public.org_role, text), public.revoke_organisation_invite(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function
  public.create_organisation(text), public.rename_organisation(uuid, text), public.delete_organisation(uuid),
  public.set_organisation_role(uuid, uuid, public.org_role), public.remove_organisation_member(uuid, uuid),
  public.invite_to_organisation(uuid, public.org_role, text), public.revoke_organisation_invite(uuid, uuid)
  to authenticated;

-- The caller's organisations as a JSON array, the oldest first: a set would be cut at `max_rows`.
create function public.organisation_list() returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'org_id', o.id, 'name', o.name, 'role', mine.role, 'created_at', o.created_at,
    'members', (select count(*) from public.organisation_members m where m.org_id = o.id)
  ) order by o.created_at, o.id), '[]')
  from public.organisations o
  join public.organisation_members mine on mine.org_id = o.id and mine.user_id = (select auth.uid());
$$;

-- Members, the highest role first, and the open invitations as far as the caller may see them; null for a user who is no member.
create function public.organisation_people(p_org_id uuid) returns jsonb
  language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'members', (
      select jsonb_agg(jsonb_build_object(
        'user_id', m.user_id, 'login', u.github_login, 'name', u.name, 'avatar_url', u.avatar_url,
        'role', m.role, 'joined_at', m.joined_at
      ) order by m.role desc, m.joined_at, m.user_id)
      from public.organisation_members m
      join public.profiles(
        array(select f.user_id from public.organisation_members f where f.org_id = o.id)
      ) u on u.id = m.user_id
      where m.org_id = o.id
    ),
    'invites', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'invite_id', i.id, 'role', i.role, 'github_login', i.github_login,
        'created_at', i.created_at, 'expires_at', i.expires_at
      ) order by i.created_at desc, i.id), '[]')
      from public.organisation_invites i where i.org_id = o.id and i.expires_at > now()
    )
  )
  from public.organisations o where o.id = p_org_id;
$$;
revoke all on function public.organisation_list(), public.organisation_people(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.organisation_list(), public.organisation_people(uuid) to authenticated;

-- What an invited person sees, or null once the invitation is void. For the secret key alone: the Worker has checked
-- the address. The name of who invites is the login that GitHub gave for their token.
create function public.invite_preview(p_invite_id uuid) returns jsonb
  language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'org_name', o.name, 'role', i.role, 'github_login', i.github_login, 'expires_at', i.expires_at,
    'invited_by', (select g.github_login from public.github_tokens g where g.user_id = i.invited_by)
  )
  from public.organisation_invites i join public.organisations o on o.id = i.org_id
  where i.id = p_invite_id and i.expires_at > now();
$$;

-- Makes p_user_id a member, deletes the invitation and returns the organisation. A user who is a member already keeps
-- their role, and the invitation stays open. An invitation for a login takes the login that GitHub gave
-- for the user's token, never what the user says about themselves. For the secret key alone.
create function public.accept_invite(p_invite_id uuid, p_user_id uuid) returns uuid
  language plpgsql security definer set search_path = ''
as $$
declare
  v_invite public.organisation_invites;
begin
  -- Of two at once the second waits here, and then finds nothing.
  select i.* into v_invite from public.organisation_invites i
    where i.id = p_invite_id and i.expires_at > now() for update;
  if v_invite.id is null then
    raise exception 'this invitation does not hold any more' using errcode = 'PT404';
  end if;
  if v_invite.github_login is not null and not exists (
    select from public.github_tokens g
    where g.user_id = p_user_id and lower(g.github_login) = lower(v_invite.github_login)
  ) then
    raise exception 'this invitation is for %', v_invite.github_login using errcode = 'PT403';
  end if;
  insert into public.organisation_members (org_id, user_id, role, invited)
    values (v_invite.org_id, p_user_id, v_invite.role, true) on conflict (org_id, user_id) do nothing;
  if found then
    -- For the audit log: used up, and not revoked.
    perform set_config('verne.accepted_invite', p_invite_id::text, true);
    delete from public.organisation_invites i where i.id = p_invite_id;
  end if;
  return v_invite.org_id;
end;
$$;

-- Who made the invitation; null once it is void. For the secret key alone.
create function public.invite_maker(p_invite_id uuid) returns uuid
  language sql stable security definer set search_path = ''
as $$
  select i.invited_by from public.organisation_invites i where i.id = p_invite_id and i.expires_at > now();
$$;

-- Whether the user is a member of any organisation by an invitation. For the secret key alone.
create function public.was_invited(p_user_id uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select from public.organisation_members m where m.user_id = p_user_id and m.invited);
$$;
revoke all on function
  public.invite_preview(uuid), public.accept_invite(uuid, uuid), public.was_invited(uuid), public.invite_maker(uuid)
  from public, anon, authenticated, service_role;
grant execute on function
  public.invite_preview(uuid), public.accept_invite(uuid, uuid), public.was_invited(uuid), public.invite_maker(uuid)
  to service_role;
