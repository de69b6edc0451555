import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { hostProgram } from "./host-program.ts";
import type { TaskDirectories } from "./sandbox-directory.ts";

const run = promisify(execFile);

/** Ids that no distribution gives to people or services, one for each task. */
const FIRST_UID = 52_000;
const LAST_UID = 59_999;
const FIRST_GID = 42_000;

/**
 * The group of the platform's programs in the task of this user, which no command of the task is in: it opens the
 * platform's folder, and keeps the task from looking into those programs (ptrace(2), "access mode checking").
 */
export const platformGroup = (uid: number): number => FIRST_GID + (uid % 10_000);

/**
 * The users that the tasks of one runner have. No two tasks of this machine have the same one, also where another
 * runner works on it: ending all processes of a user ends those of one task, and no task can read another's files.
 * A claim is a socket's name (unix(7), "abstract"), which is gone with the runner however that ends.
 */
export class TaskUsers {
  private readonly dataDir: string;
  private readonly names: string;
  private readonly claims = new Map<number, Server>();

  /** Runners whose claims have the same names share the machine's users. */
  constructor(dataDir: string, names = "verne-task-user") {
    this.dataDir = dataDir;
    this.names = names;
  }

  /** The user of a task, the same each time: the stored one, or the first that is free. */
  async of(task: TaskDirectories): Promise<number> {
    const file = join(task.directory, "uid");
    const known = await readUid(file);
    if (known !== null && (this.claims.has(known) || (await this.claim(known)))) return known;
    const others = await Promise.all(
      (await readdir(this.dataDir)).map((name) => readUid(join(this.dataDir, name, "uid"))),
    );
    for (let uid = FIRST_UID; uid <= LAST_UID; uid += 1) {
      if (others.includes(uid) || !(await this.claim(uid))) continue;
      await mkdir(task.directory, { recursive: true, mode: 0o711 });
      // Another runner has taken the task's user while this one was not there.
      if (known !== null) await giveTo(uid, task);
      await writeFile(file, String(uid), { mode: 0o600 });
      return uid;
    }
    throw new Error("every user id for tasks is taken");
  }

  /** Once nothing of the task is left. */
  release(uid: number): void {
    this.claims.get(uid)?.close();
    this.claims.delete(uid);
  }

  close(): void {
    for (const uid of [...this.claims.keys()]) this.release(uid);
  }

  private async claim(uid: number): Promise<boolean> {
    if (this.claims.has(uid)) return false;
    const server = createServer((socket) => socket.destroy());
    const claimed = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(`\0${this.names}-${uid}`, () => resolve(true));
    });
    if (!claimed) return false;
    server.unref();
    this.claims.set(uid, server);
    return true;
  }
}

/** Links are given themselves, never what they lead to. */
async function giveTo(uid: number, { work, home, tmp, platform }: TaskDirectories): Promise<void> {
  const chown = hostProgram("chown");
  if (chown === null) throw new Error("chown is missing");
  const folders = [work, home, tmp, platform].filter(existsSync);
  await run(chown, ["-R", "-h", "-P", `${uid}:${uid}`, "--", ...folders], { cwd: "/", env: {} });
}

async function readUid(file: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  const uid = Number(text);
  return Number.isInteger(uid) && uid >= FIRST_UID && uid <= LAST_UID ? uid : null;
}
