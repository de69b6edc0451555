import { execFile } from "node:child_process";
import { closeSync, constants, fchownSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
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

export interface Ends {
  read: number;
  write: number;
}

/** A program makes them; once for many, since starting it costs more than all the rest. */
const PAIRS_AT_ONCE = 8;
const spare: [stdout: Ends, stderr: Ends][] = [];
let making: Promise<void> | null = null;

/**
 * Two real pipes for a child's output, given to the task's user. Node itself gives children sockets, in which
 * `echo text > /dev/stderr`, common in scripts, fails. Made as named pipes, which are unlinked at once; the task can
 * read the name that its own had, so that says nothing of it or another.
 */
export async function openOutputPipes(uid: number | null): Promise<OutputPipes> {
  let pair = spare.pop();
  while (!pair) {
    making ??= makePairs().finally(() => {
      making = null;
    });
    await making;
    pair = spare.pop();
  }
  const [stdout, stderr] = pair;
  if (uid !== null) for (const { write } of pair) fchownSync(write, uid, uid);
  return {
    stdoutFd: stdout.write,
    stderrFd: stderr.write,
    stdout: reader(stdout.read),
    stderr: reader(stderr.read),
  };
}

/** A pipe between two programs. The caller closes both ends once they are started. */
export async function openLink(): Promise<Ends> {
  const dir = await mkdtemp(join(tmpdir(), "verne-pipes-"));
  const name = join(dir, "link");
  try {
    await promisify(execFile)(MKFIFO ?? "mkfifo", ["-m", "600", name]);
    const ends = openEnds(name);
    // Opened again, now that there is a writer, so that the reader waits for input instead of being told to try again.
    const read = openSync(name, constants.O_RDONLY);
    closeSync(ends.read);
    return { read, write: ends.write };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export function closeLink({ read, write }: Ends): void {
  closeSync(read);
  closeSync(write);
}

async function makePairs(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "verne-pipes-"));
  try {
    const names = Array.from({ length: PAIRS_AT_ONCE }, (_, index) =>
      ["stdout", "stderr"].map((name) => join(dir, `${index}.${name}`)),
    );
    await promisify(execFile)(MKFIFO ?? "mkfifo", ["-m", "600", ...names.flat()]);
    for (const [stdout = "", stderr = ""] of names) spare.push([openEnds(stdout), openEnds(stderr)]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The read end first, without blocking: opening the write end then finds its reader. */
function openEnds(name: string): Ends {
  const read = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  return { read, write: openSync(name, constants.O_WRONLY) };
}

export function closeWriteEnds(pipes: OutputPipes): void {
  closeSync(pipes.stdoutFd);
  closeSync(pipes.stderrFd);
}

const reader = (fd: number) => new Socket({ fd, readable: true, writable: false });
