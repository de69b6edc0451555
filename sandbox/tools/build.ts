/**
 * Bundles `verne-tools` to one executable file, `sandbox/dist/verne-tools`. It is CommonJS without an extension, so
 * that it runs the same whatever `type` the package.json around it has; `dist/package.json` says so for Node 20.
 */
import { chmod, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Builds into `outDir` (made if absent) and returns the path of the executable. */
export async function buildTools(outDir: string = join(HERE, "..", "dist")): Promise<string> {
  const outfile = join(outDir, "verne-tools");
  await build({
    entryPoints: [join(HERE, "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  await writeFile(join(outDir, "package.json"), '{ "type": "commonjs" }\n');
  await chmod(outfile, 0o755);
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildTools());
}
