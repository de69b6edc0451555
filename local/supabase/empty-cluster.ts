/**
 * An empty cluster of the embedded Postgres, kept beside the packages: making one anew takes longer than everything
 * else at a first start, and is the same each time.
 */
import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { ROOT } from "../root.ts";

const PACKAGES = join(ROOT, "node_modules");

/** Where the clusters of this checkout are kept; `npm ci` takes them away with the packages. */
export const CLUSTERS = join(PACKAGES, ".cache/verne");

/** One for each release. */
function fileIn(folder: string): string {
  const manifest = readFileSync(join(PACKAGES, "@electric-sql/pglite/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string }; // what npm has installed
  return join(folder, `empty-cluster-${version}.tar`);
}

/** What PGlite takes as `loadDataDir` for a new database; null where none was kept so far. */
export async function keptCluster(folder: string): Promise<Blob | null> {
  try {
    return new Blob([await readFile(fileIn(folder))]);
  } catch {
    return null;
  }
}

/** Keeps the cluster of a database in which nothing has been done. What cannot be written is made anew next time. */
export async function keepCluster(folder: string, pg: PGlite): Promise<void> {
  const file = fileIn(folder);
  const half = `${file}.${process.pid}`;
  try {
    const cluster = await pg.dumpDataDir("none");
    await mkdir(folder, { recursive: true });
    await writeFile(half, new Uint8Array(await cluster.arrayBuffer()));
    await rename(half, file);
  } catch {
    await rm(half, { force: true }).catch(() => {});
  }
}

/** One that does not start is of no use to anybody. */
export const dropCluster = (folder: string): Promise<void> => rm(fileIn(folder), { force: true });
