import type { PGlite, PGliteOptions } from "@electric-sql/pglite";
import { getAuthSchemaSql } from "@supabase/lite";
import { createPgliteConnection, type PgliteConnection } from "@supabase/lite/pglite";
import { BOOTSTRAP_SQL } from "./bootstrap-sql.ts";
import { applyMigrations } from "./migrations.ts";

const TIMESTAMP_OID = 1114;
const TIMESTAMPTZ_OID = 1184;

export interface DatabaseOptions {
  /** Directory of the PGlite data; null keeps everything in memory. */
  dataDir: string | null;
  migrationsDir: string;
  /** Extra PGlite extensions, such as pgtap in tests. */
  extensions?: PGliteOptions["extensions"];
}

export interface Database {
  connection: PgliteConnection;
  pg: PGlite;
  close(): Promise<void>;
}

/**
 * Opens the embedded Postgres with the auth schema, the request roles and all migrations applied.
 *
 * The caller owns the result and must `close()` it. PGlite itself does not lock its directory: two openers corrupt
 * it, so take `lockDataDir` first.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const connection = await createPgliteConnection({
    ...(options.dataDir === null ? {} : { url: options.dataDir }),
    pgliteOptions: {
      extensions: options.extensions ?? {},
      parsers: { [TIMESTAMP_OID]: toIso, [TIMESTAMPTZ_OID]: toIso },
    },
  });
  keepGrants(connection);
  const pg = connection.driver;
  try {
    await pg.waitReady;
    await pg.exec(getAuthSchemaSql());
    await pg.exec(BOOTSTRAP_SQL);
    await applyMigrations(pg, options.migrationsDir);
    await connection.clearSchemaCache();
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
  return { connection, pg, close: () => connection.close() };
}

/** Postgres prints `2026-11-22 05:22:49.1+00`; PostgREST answers `2026-11-22T05:22:49.1+00:00`. */
export function toIso(text: string): string {
  return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
}

/**
 * On its first request lite grants ALL on all tables to every role, which would undo the grants of the migrations.
 * Its own check is replaced by "row-level security is active", which the boot check has proved.
 */
function keepGrants(connection: PgliteConnection): void {
  if (typeof Reflect.get(connection, "ensureRlsContext") !== "function") {
    throw new Error("@supabase/lite has changed: its connection has no ensureRlsContext to replace");
  }
  Object.defineProperty(connection, "ensureRlsContext", { value: async () => true });
}
