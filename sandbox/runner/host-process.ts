import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { bubblewrapOptions } from "./bubblewrap.ts";
import { onlyThese } from "./inherited.ts";
import type { Isolation } from "./isolation.ts";
import type { Namespace } from "./network/namespace.ts";
import type { Places } from "./places.ts";
import type { Slice } from "./slices.ts";
import { platformGroup } from "./task-users.ts";

/** A command of a task, as the task is to run it: every path is one that the task sees. */
export interface TaskCommand {
  /** Absolute path of the program, then its arguments. */
  argv: readonly [string, ...string[]];
  cwd: string;
  environment: Readonly<Record<string, string>>;
  places: Places;
  /** The task's user, where the runner can give it one. */
  uid: number | null;
  /** A program of the platform, which may write the platform's folder. */
  platform?: boolean;
  /** The network to run in; null for the machine's. */
  namespace: Namespace | null;
  /** The control group to run in; null where there is none. */
  slice: Slice | null;
}

export interface HostProcess {
  child: ChildProcess;
  /** Bubblewrap's reports about the command inside; null without it. */
  status: Readable | null;
}

interface Streams {
  /** Standard input; empty without it. */
  stdinFd?: number;
  stdoutFd: number;
  stderrFd: number;
}

const stdioOf = ({ stdinFd, stdoutFd, stderrFd }: Streams) => [
  stdinFd ?? ("ignore" as const),
  stdoutFd,
  stderrFd,
];

const STATUS_FD = 3;
const OPTIONS_FD = 4;
const ENVIRONMENT_FD = 3;

/**
 * Starts a task's command in a process group of its own. What is a process of the host until it has become the task's
 * is started by its absolute path, in `/`, with an empty environment: no variable of a task works there, and none
 * is in an argument list, which every user of the machine can read. Both go through a pipe.
 */
export function startOnHost(isolation: Isolation, command: TaskCommand, streams: Streams): HostProcess {
  switch (isolation.kind) {
    case "bubblewrap":
      return startInBubblewrap(isolation, command, streams);
    case "uid":
    case "container":
      return startAsUser(isolation.setpriv, command, streams);
    case "none": {
      const [program, ...args] = command.argv;
      const { cwd, environment: env } = command;
      const stdio = onlyThese(stdioOf(streams));
      return { child: start(command, program, args, { cwd, env, detached: true, stdio }), status: null };
    }
  }
}

/** Enters the task's network and view, becomes the task's user, and only then is bubblewrap. */
function startInBubblewrap(
  { tools, visible }: Extract<Isolation, { kind: "bubblewrap" }>,
  command: TaskCommand,
  streams: Streams,
): HostProcess {
  const { namespace, places, uid } = command;
  if (namespace === null) throw new Error("a command in bubblewrap needs a network");
  // By path instead of by inherited descriptor: nothing may be left open for the task.
  const enter = namespace.files.map(({ option, fd }) => `${option}=/proc/${process.pid}/fd/${fd}`);
  const become = tools.setpriv === null || uid === null ? [] : [tools.setpriv, ...asUser(uid), "--"];
  const args = [
    ...(tools.setpriv === null ? ["--preserve-credentials"] : []),
    ...enter,
    "--",
    ...become,
    ...[tools.bwrap, "--args", String(OPTIONS_FD), "--", ...command.argv],
  ];
  const child = start(command, tools.nsenter, args, {
    cwd: "/",
    env: {},
    detached: true,
    stdio: onlyThese([...stdioOf(streams), "pipe", "pipe"]),
  });
  const options = bubblewrapOptions(visible, places.outside, command, STATUS_FD);
  send(child, OPTIONS_FD, options.map((option) => `${option}\0`).join(""));
  // A pipe, as asked for in `stdio`.
  return { child, status: child.stdio[STATUS_FD] as Readable };
}

/** Reads the variables once it is the task's user, then becomes the command. */
const READ_ENVIRONMENT = `eval "$(cat <&${ENVIRONMENT_FD})"; exec ${ENVIRONMENT_FD}<&-; exec "$@"`;
/** A shell may not assign to these. */
const SHELL_OWN = new Set(["BASHOPTS", "EUID", "PPID", "SHELLOPTS", "UID"]);

function startAsUser(setpriv: string, command: TaskCommand, streams: Streams): HostProcess {
  const { argv, cwd, environment, uid, platform } = command;
  if (uid === null) throw new Error("a command of another user needs one");
  const args = [
    ...asUser(uid, platform ? platformGroup(uid) : uid),
    "--no-new-privs",
    "--",
    "/bin/sh",
    "-c",
    READ_ENVIRONMENT,
    "sh",
    ...argv,
  ];
  const child = start(command, setpriv, args, {
    cwd,
    env: {},
    detached: true,
    stdio: onlyThese([...stdioOf(streams), "pipe"]),
  });
  const lines = Object.entries(environment)
    .filter(([name]) => !SHELL_OWN.has(name))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  send(child, ENVIRONMENT_FD, lines.join(""));
  return { child, status: null };
}

function start(
  { slice }: TaskCommand,
  program: string,
  args: readonly string[],
  options: SpawnOptions & { env: Readonly<Record<string, string>> },
): ChildProcess {
  if (slice === null) return spawn(program, args, options);
  const { start: scope } = slice;
  // The address of the manager is for this program alone; bubblewrap and another user's shell drop it.
  const env = { ...options.env, ...scope.env };
  return spawn(scope.program, [...scope.args, program, ...args], { ...options, env });
}

const asUser = (uid: number, gid = uid) => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  "--clear-groups",
  "--inh-caps=-all",
  "--bounding-set=-all",
];

function send(child: ChildProcess, fd: number, text: string): void {
  // A pipe, as asked for in `stdio`. One that could not be started reads nothing; its exit tells.
  const channel = child.stdio[fd] as Writable;
  channel.on("error", () => channel.destroy());
  channel.end(text);
}
