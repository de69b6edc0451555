import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { MachinePaths } from "./environment.ts";

/** The directories of one task. `work` is the sandbox's root. */
export interface TaskDirectories {
  directory: string;
  work: string;
  home: string;
  tmp: string;
  processes: string;
}

/** What a task sees of this machine besides its own directories; all of it read-only. */
export interface VisibleMachine {
  system: readonly string[];
  /** Directories inside the system's that must not show: the home of the user, the data of other tasks. */
  hidden: readonly string[];
  /** Toolchains and what is on PATH; may lie inside the hidden ones. */
  tools: readonly string[];
  files: readonly string[];
  /** Files and directories inside the visible ones that are replaced by empty ones. */
  masked: { files: readonly string[]; directories: readonly string[] };
}

const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix"];
const MASKED_FILES = ["/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-"];
const MASKED_DIRECTORIES = [
  "/etc/ssh",
  "/etc/ssl/private",
  "/etc/sudoers.d",
  "/etc/kubernetes",
  "/etc/wireguard",
];

/** Works out what tasks see: the system, what is on PATH, toolchains under `home`, certificates. No home itself. */
export function visibleMachine(machine: MachinePaths, home: string, dataDir: string): VisibleMachine {
  const resolver = realpathOr("/etc/resolv.conf");
  const hidden = [home, dataDir];
  const onPath = machine.path
    .split(delimiter)
    .filter((entry) => !hidden.some((path) => contains(entry, path)));
  const toolchains = Object.values(machine.toolchains);
  const certificates = [
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "GIT_SSL_CAINFO",
    "CURL_CA_BUNDLE",
    "PIP_CERT",
  ]
    .map((name) => machine.network[name])
    .filter((file) => file !== undefined);
  const tools = [...new Set([...onPath, ...onPath.flatMap(nodePrefix), ...toolchains])];
  return {
    system: SYSTEM.filter(existsSync),
    hidden: hidden.filter(existsSync),
    tools: tools.filter((path) => existsSync(path) && !SYSTEM.some((system) => contains(system, path))),
    files: [...new Set([...(resolver ? [resolver] : []), ...certificates])].filter(existsSync),
    masked: {
      files: MASKED_FILES.filter(existsSync),
      directories: MASKED_DIRECTORIES.filter(existsSync),
    },
  };
}

const contains = (directory: string, path: string) => path === directory || path.startsWith(`${directory}/`);

/** npm lies beside node in `<prefix>/lib/node_modules`, outside of the `bin` folder on PATH. */
function nodePrefix(bin: string): string[] {
  const modules = join(dirname(bin), "lib", "node_modules");
  return existsSync(join(modules, "npm")) ? [modules] : [];
}

function realpathOr(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/**
 * Options of `bwrap` for one command of a task. Paths inside are the same as outside. The task's three directories
 * are writable; `/tmp` is private to each process; the rest of the machine's files is absent or read-only. The
 * network is the machine's own, since clone and installs need it. `statusFd` gets the child's process id. What is
 * in `environment` reaches the command alone: bubblewrap itself is a process of the host and starts without any.
 */
export function bubblewrapOptions(
  visible: VisibleMachine,
  task: TaskDirectories,
  cwd: string,
  environment: Readonly<Record<string, string>>,
  statusFd: number,
): string[] {
  return [
    ...["--unshare-user-try", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
    ...["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"],
    ...["--tmpfs", "/tmp", "--tmpfs", "/run", "--tmpfs", "/var", "--dir", "/var/tmp"],
    ...["--proc", "/proc", "--dev", "/dev"],
    ...visible.system.flatMap((path) => ["--ro-bind", path, path]),
    ...visible.hidden.flatMap((path) => ["--tmpfs", path]),
    ...visible.tools.flatMap((path) => ["--ro-bind", path, path]),
    ...visible.masked.files.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...visible.masked.directories.flatMap((path) => ["--tmpfs", path]),
    ...visible.files.flatMap((path) => ["--ro-bind", path, path]),
    ...[task.work, task.home, task.tmp].flatMap((path) => ["--bind", path, path]),
    "--clearenv",
    ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--chdir", cwd, "--json-status-fd", String(statusFd)],
  ];
}
