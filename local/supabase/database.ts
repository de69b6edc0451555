import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync, readdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite, PGliteOptions } from "@electric-sql/pglite";
import { getAuthSchemaSql } from "@supabase/lite";
import { createPgliteConnection, type PgliteConnection } from "@supabase/lite/pglite";
import { BOOTSTRAP_SQL } from "./bootstrap-sql.ts";
import { CLUSTERS, dropCluster, keepCluster, keptCluster } from "./empty-cluster.ts";
import { applyMigrations, refuseUnknown } from "./migrations.ts";

const TIMESTAMP_OID = 1114;
const TIMESTAMPTZ_OID = 1184;

export interface DatabaseOptions {
  /** Directory of the PGlite data; null keeps everything in memory. */
  dataDir: string | null;
  migrationsDir: string;
  /** Extra PGlite extensions, such as pgtap in tests. */
  extensions?: PGliteOptions["extensions"];
  /** Folder with empty clusters, from which a new database is made at once. */
  clusters?: string;
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
  const connection = await openCluster(options);
  keepGrants(connection);
  tellHeaders(connection);
  const pg = connection.driver;
  try {
    await pg.exec(getAuthSchemaSql());
    await pg.exec(BOOTSTRAP_SQL);
    await refuseUnknown(pg, options.migrationsDir);
    await applyMigrations(pg, options.migrationsDir);
    await connection.clearSchemaCache();
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
  return { connection, pg, close: () => connection.close() };
}

/** The database as it lies in its folder, or a new one. */
async function openCluster({
  dataDir,
  extensions = {},
  clusters = CLUSTERS,
}: DatabaseOptions): Promise<PgliteConnection> {
  // A folder that holds anything is somebody's data, whole or not.
  const isNew = dataDir === null || !existsSync(dataDir) || readdirSync(dataDir).length === 0;
  const kept = isNew ? await keptCluster(clusters) : null;
  const open = (more: PGliteOptions) => start(dataDir, { extensions, ...more });
  if (kept) {
    try {
      return await open({ loadDataDir: kept });
    } catch {
      // Whatever is wrong with it: a new one is made in its place.
      await dropCluster(clusters);
      if (dataDir !== null) await emptyFolder(dataDir);
    }
  }
  const connection = await open({});
  // With extensions it is a cluster of its own kind.
  if (isNew && Object.keys(extensions).length === 0) await keepCluster(clusters, connection.driver);
  return connection;
}

async function start(dataDir: string | null, options: PGliteOptions): Promise<PgliteConnection> {
  const parsers = { [TIMESTAMP_OID]: toIso, [TIMESTAMPTZ_OID]: toIso };
  const connection = await createPgliteConnection({
    ...(dataDir === null ? {} : { url: dataDir }),
    pgliteOptions: { ...options, parsers },
  });
  try {
    await connection.driver.waitReady;
    return connection;
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
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

/** Headers of the request that is being answered, in small letters. */
export const requestHeaders = new AsyncLocalStorage<Record<string, string>>();

/**
 * PostgREST tells every statement the headers of its request (`request.headers`), lite those of functions alone. Here
 * those of Verne's own (`x-verne-`) are told to all, which is what the migrations read.
 */
function tellHeaders(connection: PgliteConnection): void {
  const apply: unknown = Reflect.get(connection, "applyJwtSessionContext");
  const tell: unknown = Reflect.get(connection, "applyRpcRequestGucs");
  if (typeof apply !== "function" || typeof tell !== "function")
    throw new Error("@supabase/lite has changed: its connection has no applyJwtSessionContext to add to");
  Object.defineProperty(connection, "applyJwtSessionContext", {
    value: async (transaction: unknown, ...context: unknown[]) => {
      await apply.call(connection, transaction, ...context);
      const headers = requestHeaders.getStore() ?? {};
      if (!Object.keys(headers).some((name) => name.startsWith("x-verne-"))) return;
      await tell.call(connection, transaction, { method: "", path: "", requestHeaders: headers });
    },
  });
}
