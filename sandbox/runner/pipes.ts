import { execFile } from "node:child_process";
import { chownSync, closeSync, constants, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { hostProgram } from "./host-program.ts";

const MKFIFO = hostProgram("mkfifo");

export interface OutputPipes {
  /** For the child; the caller closes both once it is started. */
  stdoutFd: number;
  stderrFd: number;
  stdout: Socket;
  stderr: Socket;
}

/**
 * Two real pipes for a child's output. Node itself gives children sockets, in which `echo text > /dev/stderr`,
 * common in scripts, fails. Made as named pipes in `dir`, given to the task's user, and unlinked at once.
 */
export async function openOutputPipes(dir: string, uid: number | null): Promise<OutputPipes> {
  const names = [join(dir, "stdout"), join(dir, "stderr")] as const;
  await promisify(execFile)(MKFIFO ?? "mkfifo", ["-m", "600", ...names]);
  try {
    if (uid !== null) for (const name of names) chownSync(name, uid, uid);
    // The read end first, without blocking: opening the write end then finds its reader.
    const [stdout, stderr] = names.map((name) => openSync(name, constants.O_RDONLY | constants.O_NONBLOCK));
    const [stdoutFd, stderrFd] = names.map((name) => openSync(name, constants.O_WRONLY));
    if (stdout === undefined || stderr === undefined || stdoutFd === undefined || stderrFd === undefined) {
      throw new Error("four ends were opened");
    }
    return { stdoutFd, stderrFd, stdout: reader(stdout), stderr: reader(stderr) };
  } finally {
    for (const name of names) rmSync(name, { force: true });
  }
}

export function closeWriteEnds(pipes: OutputPipes): void {
  closeSync(pipes.stdoutFd);
  closeSync(pipes.stderrFd);
}

const reader = (fd: number) => new Socket({ fd, readable: true, writable: false });
