import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { PROCESS_MARK } from "./environment.ts";
import { errnoOf } from "./failure.ts";
import { hostProgram } from "./host-program.ts";

/** A user of a container, in which root has not every capability. `setpriv` by its absolute path. */
export interface Owner {
  setpriv: string;
  uid: number;
}

/** Sends a signal to a process, or to a group if `pid` is negative. Nothing happens when it has ended. */
export function sendSignal(pid: number, signal: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // EPERM: on macOS for a group of zombies, elsewhere for a process id that is someone else's by now.
    if (errnoOf(error) !== "ESRCH" && errnoOf(error) !== "EPERM") throw error;
  }
}

/**
 * Kills every process that carries one of the ids in its environment: children that left their process group,
 * and what a killed runner left behind. A process id that was reused is never signalled. `owner`: whose they are, where
 * the runner itself may not look into them.
 */
export async function killMarked(processIds: ReadonlySet<string>, owner?: Owner): Promise<void> {
  if (processIds.size === 0) return;
  const marked = owner ? await markedAsOwner(processIds, owner) : await markedProcesses(processIds);
  for (const pid of marked) sendSignal(pid, 9);
}

/** Process ids of those that carry one of the ids in their environment. */
export async function markedProcesses(processIds: ReadonlySet<string>): Promise<number[]> {
  if (processIds.size === 0) return [];
  return process.platform === "linux" ? markedFromProc(processIds) : markedFromPs(processIds);
}

/** Ends every process of a user at once, those that are being made among them. */
export async function killUser(owner: Owner): Promise<void> {
  const kill = hostProgram("kill");
  // It fails when there is no process to end.
  if (kill !== null) await runAs(owner, [kill, "-9", "--", "-1"]);
}

/** The output, whatever it came to. */
async function runAs({ setpriv, uid }: Owner, argv: readonly string[]): Promise<string> {
  const args = [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--", ...argv];
  const ended = promisify(execFile)(setpriv, args, { cwd: "/", env: {}, maxBuffer: 4 * 1_048_576 });
  return ended.then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout?: string }) => stdout ?? "",
  );
}

/** `grep` reads each environment as its owner, and prints the files in which a mark stands as a whole variable. */
async function markedAsOwner(processIds: ReadonlySet<string>, owner: Owner): Promise<number[]> {
  const shell = hostProgram("sh");
  if (shell === null) return [];
  const script = 'exec grep -slzxF -e "$0" "$@" /proc/[0-9]*/environ';
  const [first = "", ...others] = [...processIds].map((id) => `${PROCESS_MARK}=${id}`);
  const files = await runAs(owner, [shell, "-c", script, first, ...others.flatMap((mark) => ["-e", mark])]);
  return [...files.matchAll(/\/proc\/(\d+)\//g)].map(([, pid]) => Number(pid));
}

async function markedFromProc(processIds: ReadonlySet<string>): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A process of another user, or one that has just ended, cannot be read and is none of ours.
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      const entry = environment.split("\0").find((variable) => variable.startsWith(`${PROCESS_MARK}=`));
      return entry && processIds.has(entry.slice(PROCESS_MARK.length + 1)) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** macOS and the BSDs: `ps -E` prints the environment of the user's own processes behind the command. */
async function markedFromPs(processIds: ReadonlySet<string>): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-E", "-ww", "-x", "-o", "pid=,command="], {
    maxBuffer: 64 * 1_048_576,
  }).catch(() => ({ stdout: "" }));
  return stdout.split("\n").flatMap((line) => {
    const id = new RegExp(`${PROCESS_MARK}=([\\w-]+)`).exec(line)?.[1];
    return id && processIds.has(id) ? [Number.parseInt(line, 10)] : [];
  });
}
