/** The database's own account of its public tables, for tests that hold it against a contract. */
import { join } from "node:path";
import { openDatabase } from "../supabase/database.ts";

const MIGRATIONS_DIR = join(import.meta.dirname, "../../supabase/migrations");

export interface Catalogue {
  /** `table.column` to the type of the column, as information_schema names it. */
  columns: Record<string, string>;
  /** `table` to its primary key's columns. */
  primaryKeys: Record<string, string[]>;
}

/** Reads information_schema of a database of its own, migrated like any other. */
export async function readCatalogue(): Promise<Catalogue> {
  const database = await openDatabase({ dataDir: null, migrationsDir: MIGRATIONS_DIR });
  try {
    const columns = await database.pg.query<{ name: string; type: string }>(
      `select table_name || '.' || column_name as name, data_type as type
       from information_schema.columns where table_schema = 'public'`,
    );
    const keys = await database.pg.query<{ table: string; columns: string[] }>(
      `select k.table_name as table, array_agg(k.column_name::text order by k.ordinal_position) as columns
       from information_schema.table_constraints c
       join information_schema.key_column_usage k using (constraint_schema, constraint_name)
       where c.constraint_type = 'PRIMARY KEY' and c.table_schema = 'public'
       group by k.table_name`,
    );
    return {
      columns: Object.fromEntries(columns.rows.map(({ name, type }) => [name, type])),
      primaryKeys: Object.fromEntries(keys.rows.map(({ table, columns }) => [table, columns])),
    };
  } finally {
    await database.close();
  }
}
