import type { PGlite } from "@electric-sql/pglite";

/**
 * Proves on the live database that nothing in `public` is open: every table has row-level security, `anon` holds no
 * privilege on any table, view or function, and no column that is named as a ciphertext can be read by `authenticated`.
 * Throws an error that names each breach; the stand-in must not start then.
 */
export async function checkIsolation(pg: PGlite): Promise<void> {
  const { rows } = await pg.query<{ breach: string }>(`
    with relations as (
      select c.oid, c.relname, c.relkind, c.relrowsecurity
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
    )
    select format('table %I has no row-level security', relname) as breach
    from relations where relkind in ('r', 'p') and not relrowsecurity
    union all
    select format('anon may %s %I', lower(privilege), relname)
    from relations cross join unnest(array['SELECT', 'INSERT', 'UPDATE']) as privilege
    where has_any_column_privilege('anon', oid, privilege)
    union all
    select format('anon may delete from %I', relname) from relations where has_table_privilege('anon', oid, 'DELETE')
    union all
    select format('authenticated may read %I.%I', relname, attname)
    from relations join pg_attribute a on a.attrelid = oid
    where a.attnum > 0 and a.attname ~ '(ciphertext$|^encrypted_)'
      and has_column_privilege('authenticated', oid, a.attnum, 'SELECT')
    union all
    select format('anon may execute function %s', p.oid::regprocedure)
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      and has_function_privilege('anon', p.oid, 'EXECUTE')
  `);
  if (rows.length > 0) {
    throw new Error(`The database is not safe to serve: ${rows.map((row) => row.breach).join("; ")}.`);
  }
}
