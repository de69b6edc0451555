-- Which hosts the commands of an organisation's tasks reach, beside what each task's owner decided for the repository:
-- the same two things as in repo_settings. Members read them, admins and owners decide.
alter table public.organisations
  add column egress_presets jsonb not null default '{}'
    check (jsonb_typeof(egress_presets) = 'object' and octet_length(egress_presets::text) <= 500),
  add column egress_allow text[] not null default '{}'
    check (
      array_ndims(egress_allow) is null
      or array_ndims(egress_allow) = 1 and cardinality(egress_allow) <= 200
        and array_position(egress_allow, null) is null
        and octet_length(array_to_string(egress_allow, ' ')) <= 20000
        and cardinality(string_to_array(array_to_string(egress_allow, ' '), ' ')) = cardinality(egress_allow)
        and array_to_string(egress_allow, ' ') ~ '^[a-z0-9.*:-]+( [a-z0-9.*:-]+)*$'
    ),
  -- Null while nothing was decided.
  add column egress_updated_at timestamptz;

-- Takes the place of what was decided before.
create function public.put_organisation_egress(p_org_id uuid, p_presets jsonb, p_allow text[]) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  if public.enter_organisation(p_org_id) < 'admin' then
    raise exception 'only admins and owners decide what the network lets through' using errcode = 'PT403';
  end if;
  update public.organisations o
    set egress_presets = p_presets, egress_allow = p_allow, egress_updated_at = now()
    where o.id = p_org_id;
end;
$$;

-- The settings that apply to a task because it is shared with an organisation; null for one that is not, to which no
-- organisation's list applies. For the secret key alone.
create function public.task_organisation_egress(p_task_id uuid) returns jsonb
  language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object('presets', o.egress_presets, 'allow', to_jsonb(o.egress_allow))
  from public.tasks t join public.organisations o on o.id = t.org_id
  where t.id = p_task_id;
$$;
revoke all on function public.put_organisation_egress(uuid, jsonb, text[]), public.task_organisation_egress(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.put_organisation_egress(uuid, jsonb, text[]) to authenticated;
grant execute on function public.task_organisation_egress(uuid) to service_role;
