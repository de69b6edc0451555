-- Which migrations this database has, for whoever deploys: `npm run doctor` compares them with those of its checkout.
-- The schema is that of the Supabase CLI, and of the embedded database; plpgsql looks for it when it is called.
create function public.applied_migrations() returns setof text
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select m.version::text from supabase_migrations.schema_migrations m order by 1;
end $$;

revoke all on function public.applied_migrations() from public, anon, authenticated;
grant execute on function public.applied_migrations() to service_role;
