import type { InstallCommand } from "../../types.ts";
import type { Folder } from "../folder.ts";
import type { PackageTool } from "./node-script.ts";

/** In the order in which they say which tool manages the folder. */
export const LOCK_FILES: readonly [name: string, tool: PackageTool][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

interface Manager {
  locks: string[];
  /** Refuses a lock file that does not fit. */
  frozen: string;
  /** Where `frozen` takes a lock file that names more than the manifest: refuses that too. */
  strict?: string;
  /** Makes it fit. Said outright: a manager that finds `CI` in its surroundings would refuse. */
  update: string;
  /** Writes no lock file: a repository without one must not get one from us. */
  unlocked: string;
}

/** `npm ci` takes a lock file that asks for more than the manifest does, and leaves it so. */
const NAMES_NO_MORE = [
  `const fs = require("fs"), read = (name) => fs.existsSync(name) ? JSON.parse(fs.readFileSync(name)) : {};`,
  `const lock = { ...read("package-lock.json"), ...read("npm-shrinkwrap.json") }.packages?.[""] ?? {};`,
  `const kinds = ["dependencies", "devDependencies", "optionalDependencies"], own = read("package.json");`,
  `process.exit(kinds.some((kind) => Object.keys(lock[kind] ?? {}).some((name) => !own[kind]?.[name])) ? 1 : 0);`,
].join(" ");

const MANAGERS: Record<PackageTool, Manager> = {
  npm: {
    locks: ["package-lock.json", "npm-shrinkwrap.json"],
    frozen: "npm ci --no-audit --no-fund",
    strict: `node -e '${NAMES_NO_MORE}' && npm ci --no-audit --no-fund`,
    update: "npm install --no-audit --no-fund",
    unlocked: "npm install --no-audit --no-fund --no-package-lock",
  },
  pnpm: {
    locks: ["pnpm-lock.yaml"],
    frozen: "pnpm install --frozen-lockfile",
    update: "pnpm install --no-frozen-lockfile",
    unlocked: "pnpm install --no-lockfile",
  },
  yarn: {
    locks: ["yarn.lock"],
    frozen: "yarn install --frozen-lockfile",
    update: "yarn install",
    unlocked: "yarn install --no-lockfile",
  },
  "yarn-berry": {
    // The last two where the repository keeps them.
    locks: ["yarn.lock", ".pnp.cjs", ".pnp.loader.mjs"],
    frozen: "yarn install --immutable",
    update: "yarn install --no-immutable",
    unlocked: "yarn install",
  },
  bun: {
    locks: ["bun.lock", "bun.lockb"],
    frozen: "bun install --frozen-lockfile",
    update: "bun install",
    unlocked: "bun install --no-save",
  },
};

/** How this tool installs in this folder. */
export function nodeInstall(tool: PackageTool, { names }: Folder): InstallCommand {
  const { locks, frozen, strict, update, unlocked } = MANAGERS[tool];
  const own = locks.filter((name) => names.has(name));
  if (own.length === 0) return { argv: words(unlocked), display: unlocked };
  return {
    argv: words(frozen),
    display: frozen,
    ...(strict === undefined ? {} : { strict: ["sh", "-c", strict] }),
    update: words(update),
    locks: own,
  };
}

function words(command: string): [string, ...string[]] {
  const [program = "", ...args] = command.split(" ");
  return [program, ...args];
}
