import { existsSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { isExecutable } from "./host-program.ts";
import type { InsidePaths } from "./places.ts";

/** Where the runner finds things on this machine; gathered once at start. */
export interface MachinePaths {
  /** `PATH` that tasks get. */
  path: string;
  /** Settings of the surrounding network (proxy, registry, certificates) that hold no credentials. */
  network: Record<string, string>;
  /** Variables that point installed toolchains at their real place, since HOME is not the user's. */
  toolchains: Record<string, string>;
}

const NETWORK_VARIABLES = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "GIT_SSL_CAINFO",
  "CURL_CA_BUNDLE",
  "REQUESTS_CA_BUNDLE",
  "PIP_CERT",
  "PIP_INDEX_URL",
  "UV_INDEX_URL",
  "GOPROXY",
  "GONOSUMDB",
  "GOFLAGS",
  "npm_config_registry",
  "npm_config_cafile",
] as const;

/** Network settings of the parent that are safe to hand on. A URL that carries a user name is left out. */
export function networkVariables(parent: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of NETWORK_VARIABLES) {
    const value = parent[name];
    if (value && !value.includes("@")) kept[name] = value;
  }
  return kept;
}

/** Version managers that look in HOME, by the variable that tells them otherwise. None keeps credentials there. */
const TOOLCHAINS = {
  RUSTUP_HOME: ".rustup",
  PYENV_ROOT: ".pyenv",
  RBENV_ROOT: ".rbenv",
  VOLTA_HOME: ".volta",
  ASDF_DATA_DIR: ".asdf",
  NVM_DIR: ".nvm",
} as const;

/** The version managers that are installed for this user. */
export function toolchainVariables(parent: NodeJS.ProcessEnv, home: string): Record<string, string> {
  const places = Object.entries(TOOLCHAINS).map(([name, folder]) => [
    name,
    parent[name] ?? join(home, folder),
  ]);
  return Object.fromEntries(places.filter(([, path]) => path && isAbsolute(path) && existsSync(path)));
}

/**
 * `PATH` for tasks: `first`, then the parent's entries without those that npm adds for its own scripts, which
 * would put Verne's development tools in front of a task's.
 */
export function taskPath(parentPath: string, first: readonly string[]): string {
  const inherited = parentPath
    .split(delimiter)
    .filter((entry) => isAbsolute(entry))
    .filter((entry) => !/[\\/]node_modules[\\/]\.bin$/.test(entry) && !entry.endsWith("node-gyp-bin"));
  return [...new Set([...first, ...inherited])].join(delimiter);
}

/**
 * The whole environment of a task's process. Nothing of the runner's own environment gets in but `machine`.
 * Git's search for a repository stops at the task's directory, which may itself lie inside a checkout.
 */
export function taskEnvironment(
  machine: MachinePaths,
  task: InsidePaths,
  processId: string,
  given: Record<string, string>,
): Record<string, string> {
  return {
    LANG: "C.UTF-8",
    ...machine.network,
    ...machine.toolchains,
    PATH: machine.path,
    HOME: task.home,
    TMPDIR: task.tmp,
    GIT_CEILING_DIRECTORIES: dirname(task.root),
    ...given,
    [PROCESS_MARK]: processId,
  };
}

/** Names the process a child belongs to, so that children that left the process group can still be found. */
export const PROCESS_MARK = "VERNE_SANDBOX_PROCESS";

/** Absolute path of an executable as `execvp` would find it, or null. `onHost` tells where a path really is. */
export function findProgram(
  program: string,
  path: string,
  cwd: string,
  onHost: (path: string) => string = (same) => same,
): string | null {
  const candidates = program.includes("/")
    ? [resolve(cwd, program)]
    : path.split(delimiter).map((entry) => join(entry, program));
  return candidates.find((candidate) => isExecutable(onHost(candidate))) ?? null;
}
