import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { MachinePaths } from "./environment.ts";
import { NEUTRAL } from "./places.ts";
import type { TaskDirectories } from "./sandbox-directory.ts";

/** What a task sees of this machine besides its own directories; all of it read-only. */
export interface VisibleMachine {
  system: readonly string[];
  /** Directories inside the system's that must not show: a home, Verne's checkout, the data of all tasks. */
  hidden: readonly string[];
  /** Toolchains and what is on PATH; may lie inside the hidden ones. */
  tools: readonly string[];
  files: readonly string[];
  /** Files and directories inside the visible ones that are replaced by empty ones. */
  masked: { files: readonly string[]; directories: readonly string[] };
  /** Replaces the machine's list of users, which a task must not see. */
  users: { passwd: string; group: string };
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

/**
 * Works out what tasks see: the system, what is on PATH, toolchains under a home, certificates. `hide` is what must
 * not show wherever it lies.
 */
export function visibleMachine(
  machine: MachinePaths,
  hide: readonly string[],
  users: VisibleMachine["users"],
): VisibleMachine {
  // Outside of the system nothing shows that is not bound; a folder that holds the system (a home `/`) stays.
  const hidden = hide.filter((path) => SYSTEM.some((system) => path !== system && contains(system, path)));
  const onPath = machine.path.split(delimiter).filter((entry) => !hide.some((path) => contains(entry, path)));
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
  const inSystem = (path: string) =>
    SYSTEM.some((system) => contains(system, path)) && !hidden.some((above) => contains(above, path));
  return {
    system: SYSTEM.filter(existsSync),
    hidden: hidden.filter(existsSync),
    tools: tools.filter((path) => existsSync(path) && !inSystem(path)),
    files: [...new Set(certificates)].filter((path) => existsSync(path) && !inSystem(path)),
    masked: {
      files: MASKED_FILES.filter(existsSync),
      directories: MASKED_DIRECTORIES.filter(existsSync),
    },
    users,
  };
}

/** Whether a task finds the machine's own file at this path, one of what is on PATH. */
export const isATool = (visible: VisibleMachine, path: string): boolean =>
  visible.tools.some((directory) => contains(directory, path));

const contains = (directory: string, path: string) => path === directory || path.startsWith(`${directory}/`);

/** npm lies beside node in `<prefix>/lib/node_modules`, outside of the `bin` folder on PATH. */
function nodePrefix(bin: string): string[] {
  const modules = join(dirname(bin), "lib", "node_modules");
  return existsSync(join(modules, "npm")) ? [modules] : [];
}

interface Bind {
  source: string;
  /** Where the task sees it. */
  target: string;
  writable: boolean;
}

function bindsOf(visible: VisibleMachine, task: TaskDirectories, platform: boolean): Bind[] {
  const readOnly = (source: string, target = source) => ({ source, target, writable: false });
  const writable = (source: string, target: string) => ({ source, target, writable: true });
  return [
    // First: what is on PATH may lie in a folder of theirs, /tmp say.
    writable(task.work, NEUTRAL.root),
    writable(task.home, NEUTRAL.home),
    writable(task.tmp, NEUTRAL.tmp),
    { source: task.platform, target: NEUTRAL.platform, writable: platform },
    ...visible.tools.map((path) => readOnly(path)),
    ...visible.files.map((path) => readOnly(path)),
    readOnly(visible.users.passwd, "/etc/passwd"),
    readOnly(visible.users.group, "/etc/group"),
  ];
}

/** Where the sources stand in the view that `makeNamespace` makes. It is there that every user may reach them. */
const STAGE = "/tmp";
const staged = (index: number) => `${STAGE}/${index}`;

/** Options that put everything a task sees, besides the system, on the stage of its network's holder. */
export function stageOptions(visible: VisibleMachine, task: TaskDirectories): string[] {
  // What a command may write is decided when it starts.
  const binds = bindsOf(visible, task, true).flatMap(({ source, writable }, index) => [
    writable ? "--bind" : "--ro-bind",
    source,
    staged(index),
  ]);
  return ["--tmpfs", STAGE, ...binds];
}

const SHARED_MEMORY_BYTES = 256 * 1_048_576;

/**
 * Options of `bwrap` for one command of a task, run inside the view that `stageOptions` made. The task's directories
 * are writable, the platform's by a program of the platform alone, the rest of the machine's files absent or read-only, and so are the folders that would take up memory.
 * The network is that of the caller. `statusFd` gets the child's process id. What is in `environment` reaches the
 * command alone: bubblewrap itself is a process of the host and starts without any.
 */
export function bubblewrapOptions(
  visible: VisibleMachine,
  task: TaskDirectories,
  command: { cwd: string; environment: Readonly<Record<string, string>>; platform?: boolean },
  statusFd: number,
): string[] {
  const binds = bindsOf(visible, task, command.platform ?? false).flatMap(({ target, writable }, index) => [
    writable ? "--bind" : "--ro-bind",
    staged(index),
    target,
  ]);
  return [
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"],
    ...["--uid", String(TASK_UID), "--gid", String(TASK_UID)],
    ...["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"],
    ...["--dir", "/run", "--dir", "/var/tmp", "--symlink", "/run", "/var/run"],
    ...["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"],
    ...["--remount-ro", "/dev", "--size", String(SHARED_MEMORY_BYTES), "--tmpfs", "/dev/shm"],
    ...visible.system.flatMap((path) => ["--ro-bind", path, path]),
    ...visible.hidden.flatMap((path) => ["--tmpfs", path]),
    ...visible.masked.files.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...visible.masked.directories.flatMap((path) => ["--tmpfs", path, "--remount-ro", path]),
    ...binds,
    ...[...visible.hidden, "/"].flatMap((path) => ["--remount-ro", path]),
    "--clearenv",
    ...Object.entries(command.environment).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--chdir", command.cwd, "--json-status-fd", String(statusFd)],
  ];
}

/** User id of the task inside the sandbox, whatever it is on the host. */
export const TASK_UID = 1000;

export const PASSWD = `root:x:0:0:root:/root:/bin/sh
sandbox:x:${TASK_UID}:${TASK_UID}::${NEUTRAL.home}:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
export const GROUP = `root:x:0:\nsandbox:x:${TASK_UID}:\nnogroup:x:65534:\n`;
