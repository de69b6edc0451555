/** Builds what the product serves, only when its sources have changed. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildRunner } from "../sandbox/runner/build.ts";
import { buildTools } from "../sandbox/tools/build.ts";
import { fingerprint } from "./fingerprint.ts";
import { ROOT } from "./root.ts";
import { buildWorker } from "./worker/bundle.ts";

const WEB_SOURCES = ["web", "worker/protocol", "package-lock.json"];
const STAMP = join(ROOT, "web/dist/.built-from");

export async function buildAll(): Promise<void> {
  await buildTools();
  await buildWeb();
  await buildWorker();
}

async function buildWeb(): Promise<void> {
  const sources = fingerprint(WEB_SOURCES, process.env.VITE_API_URL ?? "");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return;
  console.error("Building the web app. This takes about ten seconds, and happens only when it has changed.");
  await build({ configFile: join(ROOT, "web/vite.config.ts"), root: join(ROOT, "web"), logLevel: "warn" });
  writeFileSync(STAMP, sources);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAll();
  // For the image alone: on this machine the runner runs from its sources.
  await buildRunner();
}
