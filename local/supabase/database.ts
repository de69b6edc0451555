import { existsSync, readdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite, PGliteOptions } from "@electric-sql/pglite";
import { getAuthSchemaSql } from "@supabase/lite";
import { createPgliteConnection, type PgliteConnection } from "@supabase/lite/pglite";
import { skipWasmOptimisation } from "../../sandbox/tools/wasm.ts";
import { BOOTSTRAP_SQL } from "./bootstrap-sql.ts";
import { CLUSTERS, clusterFile, dropCluster, keepCluster, keptCluster } from "./kept-cluster.ts";
import { applyMigrations, migrationTexts, refuseUnknown } from "./migrations.ts";
import { adaptSessions } from "./sessions.ts";

// Optimising Postgres' WebAssembly costs more than it saves before some 5,000 requests, and 180 MB.
skipWasmOptimisation();

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
  // A folder that is not empty holds user data, complete or not.
  const isNew = dataDir === null || !existsSync(dataDir) || readdirSync(dataDir).length === 0;
  const file = clusterFile(clusters, await schemaTexts(migrationsDir));
  const filled = isNew ? await openKept(dataDir, extensions, file) : null;
  const connection = filled ?? (await start(dataDir, { extensions }));
  adaptSessions(connection);
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

/** All that a new database is made of. */
export const schemaTexts = async (migrationsDir: string): Promise<string[]> => [
  ...BASE,
  ...(await migrationTexts(migrationsDir)),
];

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
    await forgetArraysOfRows(connection.driver);
    return connection;
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

/**
 * PGlite copies its table of parsers for each query. Two thirds of it are for arrays of the rows of the system's own
 * tables, which are never queried; without them a query takes 0.3 ms instead of 0.8.
 */
async function forgetArraysOfRows(pg: PGlite): Promise<void> {
  const { rows } = await pg.query<{ oid: number }>(
    "select a.oid from pg_type a join pg_type e on e.oid = a.typelem where a.typcategory = 'A' and e.typtype = 'c'",
  );
  for (const { oid } of rows) {
    delete pg.parsers[oid];
    delete pg.serializers[oid];
  }
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Postgres prints `2026-11-22 05:22:49.1+00`; PostgREST answers `2026-11-22T05:22:49.1+00:00`. */
export function toIso(text: string): string {
  return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
}
