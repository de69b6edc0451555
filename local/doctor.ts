/**
 * `npm run doctor`: which of Verne's requirements this machine and this checkout meet, a line for each. Starts nothing
 * and uses no network. Ends with 1 where something is missing without which `npm start` does not work.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BaseImage, baseImages } from "../sandbox/pin/base-images.ts";
import { ROOT } from "./root.ts";

export interface Findings {
  /** What `git --version` says; null without git. */
  git: string | null;
  /** The program is there; whether it works is tried at each start. Null where no such program exists. */
  bubblewrap: boolean | null;
  python: boolean;
  images: readonly BaseImage[];
}

interface Line {
  state: "ok" | "warn" | "bad";
  text: string;
}

const GIT = [2, 38] as const;

/** Pure. */
export function diagnosis({ git, bubblewrap, python, images }: Findings): Line[] {
  return [
    gitLine(git),
    ...(bubblewrap === null
      ? []
      : [
          bubblewrap
            ? ok("bubblewrap is installed; each start tries whether it works")
            : warn("bubblewrap is not installed: commands of tasks run without a sandbox of their own"),
        ]),
    python
      ? ok("python3 is installed")
      : warn("python3 is not installed: the second sample's tests do not run"),
    ...images.map(({ name, digest }) =>
      digest === null
        ? warn(`the sandbox's base image is unpinned (${name}); before you deploy, run npm run image:pin`)
        : ok(`the sandbox's base image is pinned by digest (${name})`),
    ),
  ];
}

function gitLine(said: string | null): Line {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(said ?? "") ?? [];
  if (said === null) return { state: "bad", text: "git is not installed" };
  const fits = Number(major) > GIT[0] || (Number(major) === GIT[0] && Number(minor) >= GIT[1]);
  return fits
    ? ok(`git ${major}.${minor}`)
    : { state: "bad", text: `git ${major}.${minor} is too old; ${GIT.join(".")} is needed` };
}

const ok = (text: string): Line => ({ state: "ok", text });
const warn = (text: string): Line => ({ state: "warn", text });

function says(program: string): string | null {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = diagnosis({
    git: says("git"),
    bubblewrap: process.platform === "linux" ? says("bwrap") !== null : null,
    python: says("python3") !== null,
    images: baseImages(readFileSync(join(ROOT, "sandbox/Dockerfile"), "utf8")),
  });
  for (const { state, text } of lines) console.log(`${state.padEnd(4)}  ${text}`);
  if (lines.some(({ state }) => state === "bad")) process.exitCode = 1;
}
