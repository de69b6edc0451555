-- Which hosts the commands of a user's own tasks reach in one repository: a preset for each phase, and names that are
-- allowed beside it. Nothing but the defaults of worker/protocol/egress.ts until the user decides.
alter table public.repo_settings
  add column egress_presets jsonb not null default '{}'
    check (jsonb_typeof(egress_presets) = 'object' and octet_length(egress_presets::text) <= 500),
  add column egress_allow text[] not null default '{}'
    check (
      array_ndims(egress_allow) is null
      or array_ndims(egress_allow) = 1 and cardinality(egress_allow) <= 200
        and array_position(egress_allow, null) is null
        and octet_length(array_to_string(egress_allow, ' ')) <= 20000
        -- No name holds a blank, or there would be more parts than names.
        and cardinality(string_to_array(array_to_string(egress_allow, ' '), ' ')) = cardinality(egress_allow)
        and array_to_string(egress_allow, ' ') ~ '^[a-z0-9.*:-]+( [a-z0-9.*:-]+)*$'
    );
grant insert (egress_presets, egress_allow), update (egress_presets, egress_allow)
  on table public.repo_settings to authenticated;

-- Adds one name for the caller, whatever else is changed at the same moment. Under the caller's own policies. Raises
-- 'PT409', which PostgREST answers with status 409, where the repository has as many as it may.
create function public.allow_egress_host(p_repo text, p_host text) returns void
  language plpgsql security invoker set search_path = ''
as $$
begin
  if exists (
    select 1 from public.repo_settings s
    where s.user_id = (select auth.uid()) and s.repo_full_name = pg_catalog.lower(p_repo)
      and cardinality(s.egress_allow) >= 200 and not p_host = any (s.egress_allow)
  ) then
    raise exception 'repo_settings: at most 200 allowed hosts for a repository' using errcode = 'PT409';
  end if;
  insert into public.repo_settings as s (user_id, repo_full_name, egress_allow)
    values ((select auth.uid()), pg_catalog.lower(p_repo), array[p_host])
  on conflict (user_id, repo_full_name) do update
    set egress_allow = case when p_host = any (s.egress_allow) then s.egress_allow
      else s.egress_allow || p_host end;
end;
$$;
revoke all on function public.allow_egress_host(text, text) from public, anon, authenticated, service_role;
grant execute on function public.allow_egress_host(text, text) to authenticated;
