import type { InstallCommand } from "../../types.ts";
import type { Folder } from "../folder.ts";
import type { PackageTool } from "./node-script.ts";

/** In order of precedence for selecting the package manager. */
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
  /** Fails if the lock file does not match. */
  frozen: string;
  /** If `frozen` accepts a lock file with extra entries: refuses those too. */
  strict?: string;
  /** Updates the lock file. Explicit, because a package manager that finds `CI` in the environment would refuse. */
  update: string;
  /** Writes no lock file, for a repository without one. */
  unlocked: string;
}

/** `npm ci` accepts a lock file that requires more than the manifest. */
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
    // The last two if the repository tracks them.
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

/** The install command of this tool for this folder. */
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
