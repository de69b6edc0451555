/**
 * Bundles the runner to one file, `sandbox/dist/runner.mjs`, for the image: there it is the main process of a container,
 * and has no packages beside it.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

/** Builds into `outDir` and returns the path of the file. */
export async function buildRunner(outDir: string = join(HERE, "..", "dist")): Promise<string> {
  const outfile = join(outDir, "runner.mjs");
  await build({
    entryPoints: [join(HERE, "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    // Some packages ask for Node's own modules as CommonJS does.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildRunner());
