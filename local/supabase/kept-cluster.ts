/**
 * A cluster of the embedded Postgres with its schema and nothing in it, kept beside the packages: making one anew takes
 * longer than everything else at a first start, and is the same each time.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { ROOT } from "../root.ts";

const PACKAGES = join(ROOT, "node_modules");

/** Where the clusters of this checkout are kept; `npm ci` takes them away with the packages. */
export const CLUSTERS = join(PACKAGES, ".cache/verne");

/** The file for what this release of PGlite makes of these statements. */
export function clusterFile(folder: string, statements: readonly string[]): string {
  const manifest = readFileSync(join(PACKAGES, "@electric-sql/pglite/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string }; // what npm has installed
  const hash = createHash("sha256")
    .update(JSON.stringify([version, ...statements]))
    .digest("hex");
  return join(folder, `cluster-${hash.slice(0, 32)}.tar`);
}

/** What PGlite takes as `loadDataDir` for a new database; null where none was kept so far. */
export async function keptCluster(file: string): Promise<Blob | null> {
  try {
    return new Blob([await readFile(file)]);
  } catch {
    return null;
  }
}

/** Keeps the cluster in place of all others. What cannot be written is made anew next time. */
export async function keepCluster(folder: string, file: string, pg: PGlite): Promise<void> {
  const half = `${file}.${process.pid}`;
  try {
    await pg.exec("checkpoint");
    const cluster = await pg.dumpDataDir("none");
    await mkdir(folder, { recursive: true });
    const others = (await readdir(folder)).filter((name) => name.endsWith(".tar"));
    await writeFile(half, new Uint8Array(await cluster.arrayBuffer()));
    await rename(half, file);
    for (const name of others) if (join(folder, name) !== file) await dropCluster(join(folder, name));
  } catch {
    await rm(half, { force: true }).catch(() => {});
  }
}

/** Removes a cluster that does not start. */
export const dropCluster = (file: string): Promise<void> => rm(file, { force: true });
