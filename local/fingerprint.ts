/** Tells whether a build is still that of its sources. */
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** Names, sizes and times of every file below the given paths of the checkout, and what else goes into a build. */
export function fingerprint(paths: readonly string[], ...more: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(more));
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
