/** The Worker as one module, made by wrangler as for a deployment, and only when its sources have changed. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { fingerprint } from "../fingerprint.ts";
import { ROOT } from "../root.ts";

const SOURCES = ["worker", "wrangler.toml", "package-lock.json"];
const DIRECTORY = join(ROOT, "worker/dist");
const STAMP = join(DIRECTORY, ".built-from");

/** The module's file. The web app must have been built: wrangler looks for its assets. */
export const WORKER_MODULE = join(DIRECTORY, "index.js");

/** Throws with the end of what wrangler said when the sources do not bundle. */
export async function buildWorker(): Promise<void> {
  const sources = fingerprint(SOURCES);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return;
  rmSync(STAMP, { force: true });
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const rollout = "--containers-rollout=none";
  const args = [wrangler, "deploy", "--env=", "--dry-run", rollout, "--outdir", DIRECTORY];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1", NO_COLOR: "1" };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    throw new Error(`The Worker could not be bundled:\n${said.trim().slice(-4_000)}`, { cause: error });
  }
  writeFileSync(STAMP, sources);
}
