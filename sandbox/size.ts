/**
 * `npm run image:size`: builds both variants of the image with the container engine of this machine, and prints how large
 * they are. `DOCKER` names another program than docker. Ends with 1 where one does not build.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildRunner } from "./runner/build.ts";
import { buildTools } from "./tools/build.ts";

const docker = process.env.DOCKER ?? "docker";
const HERE = import.meta.dirname;

/** Of the built image in MiB; null, with the engine's words on the terminal, where it did not build. */
function sizeOf(variant: string): number | null {
  const tag = `verne-sandbox:${variant}`;
  const args = [
    "build",
    "--build-arg",
    `VARIANT=${variant}`,
    "-t",
    tag,
    "-f",
    join(HERE, "Dockerfile"),
    HERE,
  ];
  const env = { ...process.env, DOCKER_BUILDKIT: "1" };
  if (spawnSync(docker, args, { stdio: ["ignore", "inherit", "inherit"], env }).status !== 0) return null;
  const { stdout } = spawnSync(docker, ["image", "inspect", "-f", "{{.Size}}", tag], { encoding: "utf8" });
  return Math.round(Number(stdout) / 1_048_576);
}

await buildTools();
await buildRunner();
for (const variant of ["slim", "full"]) {
  const size = sizeOf(variant);
  console.log(size === null ? `${variant}: did not build` : `${variant}: ${size} MiB`);
  if (size === null) process.exitCode = 1;
}
