const LOCK_FILES = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "Cargo.lock",
  "go.sum",
  "go.work.sum",
  "poetry.lock",
  "uv.lock",
  "pdm.lock",
  "Pipfile.lock",
  "Gemfile.lock",
  "composer.lock",
  "packages.lock.json",
  "gradle.lockfile",
  "mix.lock",
  "deno.lock",
]);

/** Written by a package manager: the agent may change it under any plan, and a review shows it folded. */
export const isLockFile = (path: string): boolean => LOCK_FILES.has(path.slice(path.lastIndexOf("/") + 1));
