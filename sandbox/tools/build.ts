/**
 * Bundles `verne-tools` to one executable file, `sandbox/dist/verne-tools`, with the grammars it loads beside it in
 * `grammars/`. It is CommonJS without an extension, so that it runs the same whatever `type` the package.json around
 * it has; `dist/package.json` says so for Node 20.
 */
import { chmod, copyFile, mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { wasmFiles, wasmPath } from "./grammars.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Builds into `outDir` (made if absent) and returns the path of the executable. */
export async function buildTools(outDir: string = join(HERE, "..", "dist")): Promise<string> {
  const outfile = join(outDir, "verne-tools");
  // Other processes may run or build the program at the same time: it must never be visible half written.
  const unfinished = `${outfile}.${process.pid}`;
  await build({
    entryPoints: [join(HERE, "main.ts")],
    outfile: unfinished,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // CommonJS has no import.meta; the grammars and the parser's own glue code ask for the URL.
    define: { "import.meta.url": "bundleUrl" },
    banner: {
      js: '#!/usr/bin/env node\nconst bundleUrl = require("node:url").pathToFileURL(__filename).href;',
    },
    logLevel: "warning",
  });
  await put(join(outDir, "package.json"), (path) => writeFile(path, '{ "type": "commonjs" }\n'));
  await copyGrammars(join(outDir, "grammars"));
  await chmod(unfinished, 0o755);
  await rename(unfinished, outfile);
  return outfile;
}

async function copyGrammars(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of wasmFiles()) {
    const from = wasmPath(file);
    const to = join(folder, file);
    const [wanted, present] = await Promise.all([stat(from), stat(to).catch(() => null)]);
    if (present?.size !== wanted.size) await put(to, (path) => copyFile(from, path));
  }
}

/** Makes a file under another name and then gives it its own. */
async function put(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await make(unfinished);
  await rename(unfinished, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildTools());
}
