import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { bubblewrapOptions, type TaskDirectories } from "./bubblewrap.ts";
import type { Isolation } from "./isolation.ts";

/** A command of a task, as the task is to run it. */
export interface TaskCommand {
  /** Absolute path of the program, then its arguments. */
  argv: readonly [string, ...string[]];
  cwd: string;
  environment: Readonly<Record<string, string>>;
  task: TaskDirectories;
}

export interface HostProcess {
  child: ChildProcess;
  /** Bubblewrap's reports about the command inside; null without it. */
  status: Readable | null;
}

const STATUS_FD = 3;
const OPTIONS_FD = 4;

/**
 * Starts a task's command in a process group of its own. With bubblewrap the process on the host is bubblewrap:
 * started by its absolute path, in `/`, with an empty environment. What the task decides is handed over as options
 * through a pipe, so that no variable of a task works on the host and none stands in an argument list, which
 * everybody on the machine can read.
 */
export function startOnHost(
  isolation: Isolation,
  command: TaskCommand,
  output: { stdoutFd: number; stderrFd: number },
): HostProcess {
  const outputs = ["ignore", output.stdoutFd, output.stderrFd] as const;
  if (isolation.kind === "none") {
    const [program, ...args] = command.argv;
    const { cwd, environment: env } = command;
    return { child: spawn(program, args, { cwd, env, detached: true, stdio: [...outputs] }), status: null };
  }
  const child = spawn(isolation.program, ["--args", String(OPTIONS_FD), "--", ...command.argv], {
    cwd: "/",
    env: {},
    detached: true,
    stdio: [...outputs, "pipe", "pipe"],
  });
  const { visible } = isolation;
  const { task, cwd, environment } = command;
  const options = bubblewrapOptions(visible, task, cwd, environment, STATUS_FD);
  // Pipes, as asked for in `stdio`.
  const status = child.stdio[STATUS_FD] as Readable;
  const channel = child.stdio[OPTIONS_FD] as Writable;
  // A bubblewrap that could not start reads nothing; its exit tells.
  channel.on("error", () => channel.destroy());
  channel.end(options.map((option) => `${option}\0`).join(""));
  return { child, status };
}
