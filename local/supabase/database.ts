import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync, readdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite, PGliteOptions } from "@electric-sql/pglite";
import { getAuthSchemaSql } from "@supabase/lite";
import { createPgliteConnection, type PgliteConnection } from "@supabase/lite/pglite";
import { BOOTSTRAP_SQL } from "./bootstrap-sql.ts";
import { CLUSTERS, clusterFile, dropCluster, keepCluster, keptCluster } from "./kept-cluster.ts";
import { applyMigrations, migrationTexts, refuseUnknown } from "./migrations.ts";

const TIMESTAMP_OID = 1114;
const TIMESTAMPTZ_OID = 1184;

export interface DatabaseOptions {
  /** Directory of the PGlite data; null keeps everything in memory. */
  dataDir: string | null;
  migrationsDir: string;
  /** Extra PGlite extensions, such as pgtap in tests. */
  extensions?: PGliteOptions["extensions"];
  /** Folder of the cluster from which a new database is made at once. */
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
  const { dataDir, migrationsDir, extensions = {}, clusters = CLUSTERS } = options;
  // A folder that holds anything is somebody's data, whole or not.
  const isNew = dataDir === null || !existsSync(dataDir) || readdirSync(dataDir).length === 0;
  const file = clusterFile(clusters, [...BASE, ...(await migrationTexts(migrationsDir))]);
  const filled = isNew ? await openKept(dataDir, extensions, file) : null;
  const connection = filled ?? (await start(dataDir, { extensions }));
  keepGrants(connection);
  tellHeaders(connection);
  const pg = connection.driver;
  try {
    if (!filled) {
      for (const statements of BASE) await pg.exec(statements);
      await refuseUnknown(pg, migrationsDir);
      await applyMigrations(pg, migrationsDir);
      // With extensions it is a cluster of its own kind.
      if (isNew && Object.keys(extensions).length === 0) await keepCluster(clusters, file, pg);
    }
    await connection.clearSchemaCache();
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
  return { connection, pg, close: () => connection.close() };
}

/** What every database has before the migrations. */
const BASE = [getAuthSchemaSql(), BOOTSTRAP_SQL];

/** A new database from the cluster that was kept with all of its schema; null where there is none that starts. */
async function openKept(
  dataDir: string | null,
  extensions: NonNullable<DatabaseOptions["extensions"]>,
  file: string,
): Promise<PgliteConnection | null> {
  const kept = await keptCluster(file);
  if (!kept) return null;
  try {
    return await start(dataDir, { extensions, loadDataDir: kept });
  } catch {
    // Whatever is wrong with it: a new one is made in its place.
    await dropCluster(file);
    if (dataDir !== null) await emptyFolder(dataDir);
    return null;
  }
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
