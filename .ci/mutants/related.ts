/** Which test files import a module, and over how many steps. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Tests that the project `node` runs. */
const TEST = /^(?!worker\/test\/|web\/test\/|e2e\/|local\/samples\/).*\.test\.ts$/;
const IMPORT =
  /^\s*(?:import|export)\s(?!type\s)[^"';]*?\bfrom\s+"(\.[^"]+)"|^\s*import\s+"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm;

/** Paths of all sources under the root that git knows or would add. */
export function sourcesOf(root: string): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed.split("\n").filter((file) => /\.tsx?$/.test(file) && existsSync(join(root, file)));
}

/** The tests of the modules, those first that are the fewest imports away from one; at most `steps` away. */
export function testsOf(
  root: string,
  files: readonly string[],
  sources: readonly string[],
  steps: number,
): string[] {
  const importers = new Map<string, string[]>();
  for (const file of sources) {
    for (const [, from, bare, dynamic] of readFileSync(join(root, file), "utf8").matchAll(IMPORT)) {
      const to = join(dirname(file), from ?? bare ?? dynamic ?? "");
      importers.set(to, [...(importers.get(to) ?? []), file]);
    }
  }
  const seen = new Set(files);
  const tests: string[] = [];
  let edge = [...files];
  for (let step = 0; step < steps && edge.length > 0; step += 1) {
    edge = edge.flatMap((file) => importers.get(file) ?? []).filter((file) => !seen.has(file));
    for (const file of edge) seen.add(file);
    edge = [...new Set(edge)];
    tests.push(...edge.filter((file) => TEST.test(file)).toSorted());
  }
  return tests;
}
