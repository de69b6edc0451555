/** Builds what the product serves, only when its sources have changed. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildTools } from "../sandbox/tools/build.ts";
import { ROOT } from "./root.ts";

const WEB_SOURCES = ["web", "worker/protocol", "package-lock.json"];
const STAMP = join(ROOT, "web/dist/.built-from");

export async function buildAll(): Promise<void> {
  await buildTools();
  const sources = fingerprint(WEB_SOURCES);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return;
  console.error("Building the web app. This takes about ten seconds, and happens only when it has changed.");
  await build({ configFile: join(ROOT, "web/vite.config.ts"), root: join(ROOT, "web"), logLevel: "warn" });
  writeFileSync(STAMP, sources);
}

/** Names, sizes and times of every file below the given paths, and what else goes into the build. */
function fingerprint(paths: string[]): string {
  const hash = createHash("sha256").update(process.env.VITE_API_URL ?? "");
  const visit = (path: string): void => {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      hash.update(`${path}|${stat.size}|${stat.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(path).sort())
      if (name !== "dist" && name !== "node_modules") visit(join(path, name));
  };
  for (const path of paths) visit(join(ROOT, path));
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
