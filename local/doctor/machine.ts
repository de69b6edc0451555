/** Which of Verne's requirements this machine and this checkout meet. Pure. */
import type { BaseImage } from "../../sandbox/pin/base-images.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";

export interface Machine {
  /** What `git --version` says; null without git. */
  git: string | null;
  /** The program is there; whether it works is tried at each start. Null where no such program exists. */
  bubblewrap: boolean | null;
  python: boolean;
  /** `process.version`. */
  node: string;
  /** Packages whose installed version is not the one of package.json. */
  otherVersions: readonly string[];
  images: readonly BaseImage[];
}

const GIT = [2, 38] as const;
const NODE_MAJOR = 24;

export function machineFindings(machine: Machine): Finding[] {
  const { bubblewrap, python, images } = machine;
  return [
    gitFinding(machine.git),
    nodeFinding(machine.node),
    machine.otherVersions.length === 0
      ? ok("the installed packages are those of package.json")
      : bad(
          `other versions than package.json says are installed: ${machine.otherVersions.join(", ")}`,
          "npm ci",
        ),
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
        ? warn(`the sandbox's base image is unpinned (${name})`, "before you deploy, run npm run image:pin")
        : ok(`the sandbox's base image is pinned by digest (${name})`),
    ),
  ];
}

function gitFinding(said: string | null): Finding {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(said ?? "") ?? [];
  const help = `install git ${GIT.join(".")} or later`;
  if (said === null) return bad("git is not installed", help);
  const fits = Number(major) > GIT[0] || (Number(major) === GIT[0] && Number(minor) >= GIT[1]);
  return fits ? ok(`git ${major}.${minor}`) : bad(`git ${major}.${minor} is too old`, help);
}

function nodeFinding(version: string): Finding {
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  return major >= NODE_MAJOR
    ? ok(`node ${version}`)
    : bad(`node ${version} is too old; npm scripts bring ${NODE_MAJOR}`, "npm ci, then npm run doctor");
}
