import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import { hostProgram } from "./host-program.ts";
import { type Excess, type Limits, memoryExcess } from "./limits.ts";

/** What systemd is asked with. */
export interface SliceTools {
  systemdRun: string;
  systemctl: string;
  /** `--user` for the manager of the runner's user; nothing for root, which uses the machine's. */
  manager: readonly string[];
  /** Where the user's manager is found. None of it is a task's. */
  env: Readonly<Record<string, string>>;
  /** Where the kernel shows control groups. */
  cgroups: string;
}

/** Threads count as well; the watchdog counts processes. */
const TASKS_A_PROCESS = 16;
const CALL_MS = 10_000;

/**
 * Limits that the kernel keeps, where systemd hands out control groups: a slice for each task, and each command a scope
 * in it. Used only where a command in one was seen to have them (`probe`); the watchdog looks all the same, for what
 * the kernel has no limit of and for the processes, of which a task may have less than the kernel stops it at.
 */
export class Slices {
  private readonly tools: SliceTools;
  private readonly limits: Limits;
  /** Of this runner; all of its tasks' are in it. */
  private readonly prefix: string;
  /** Where the kernel shows them; known from the first command in one. */
  private directory = "";

  private constructor(tools: SliceTools, limits: Limits, dataDir: string) {
    this.tools = tools;
    this.limits = limits;
    this.prefix = `verne-${digest(dataDir, 8)}`;
  }

  /** The slices, or why there are none on this machine. */
  static async probe(
    dataDir: string,
    limits: Limits,
    tools: SliceTools | string = findTools(),
  ): Promise<Slices | string> {
    if (typeof tools === "string") return tools;
    const slices = new Slices(tools, limits, dataDir);
    try {
      // What a runner left that was killed.
      await slices.systemctl("kill", "--signal=KILL", `${slices.prefix}.slice`).catch(() => {});
      await slices.systemctl("stop", `${slices.prefix}.slice`).catch(() => {});
      const slice = await slices.open("probe");
      try {
        return (await slices.check(slice)) ?? slices;
      } finally {
        await slice.end();
      }
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return `systemd gives no control group: ${said.trim().split("\n").at(-1)}`;
    }
  }

  /** A task's slice, with its limits. Throws where systemd refuses it. */
  async open(taskId: string): Promise<Slice> {
    const name = `${this.prefix}-${digest(taskId, 12)}.slice`;
    const { memoryBytes, processes } = this.limits;
    const limits = [
      ...[`MemoryMax=${Math.floor(memoryBytes)}`, "MemorySwapMax=0"],
      `TasksMax=${processes * TASKS_A_PROCESS}`,
    ];
    await this.systemctl("set-property", "--runtime", name, ...limits);
    return new Slice({
      name,
      directory: () => join(this.directory, name),
      tools: this.tools,
      limits: this.limits,
      systemctl: (...args) => this.systemctl(...args),
    });
  }

  /** Null when a command in the slice has the limits; notes where slices are. */
  private async check(slice: Slice): Promise<string | null> {
    const stdout = await saidIn(slice);
    if (!stdout.includes(MARK)) return "a command in a scope does not get its pipes";
    const scope = /^0::(.+)$/m.exec(stdout)?.[1];
    if (!scope?.includes(`/${slice.name}/`)) return "a command in a scope is not in the task's control group";
    const directory = join(this.tools.cgroups, scope.slice(0, scope.indexOf(`/${slice.name}/`)), slice.name);
    this.directory = dirname(directory);
    const read = async (file: string) => (await readFile(join(directory, file), "utf8")).trim();
    // The kernel counts memory in pages.
    const kept = Math.abs(Number(await read("memory.max")) - this.limits.memoryBytes) < 65_536;
    if (!kept) return "a limit of memory does not reach the kernel";
    if (Number(await read("pids.max")) !== this.limits.processes * TASKS_A_PROCESS)
      return "a limit of processes does not reach the kernel";
    await read("memory.events");
    return null;
  }

  private async systemctl(...args: string[]): Promise<void> {
    const { systemctl, manager, env } = this.tools;
    await promisify(execFile)(systemctl, [...manager, ...args], { cwd: "/", env, timeout: CALL_MS });
  }
}

interface SliceParts {
  name: string;
  directory: () => string;
  tools: SliceTools;
  limits: Limits;
  systemctl: (...args: string[]) => Promise<void>;
}

/** The control group of one task. */
export class Slice {
  readonly name: string;
  /** Prefix of a command that runs in it: systemd's program execs the command, with the same process id. */
  readonly start: { program: string; args: readonly string[]; env: Readonly<Record<string, string>> };
  private readonly parts: SliceParts;
  private killed = 0;

  constructor(parts: SliceParts) {
    const { systemdRun, manager, env } = parts.tools;
    this.parts = parts;
    this.name = parts.name;
    const scope = ["--scope", "--quiet", "--collect", `--slice=${parts.name}`, "--"];
    this.start = { program: systemdRun, args: [...manager, ...scope], env };
  }

  /** The limit for which the kernel has ended something since this was asked last, or null. */
  async hit(): Promise<Excess | null> {
    const events = await readFile(join(this.parts.directory(), "memory.events"), "utf8").catch(() => "");
    const killed = Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
    const more = killed > this.killed;
    this.killed = Math.max(killed, this.killed);
    return more ? memoryExcess(this.parts.limits) : null;
  }

  /** Ends whatever runs in it, also what has left its group and cleared its environment. */
  async end(): Promise<void> {
    const { name, directory, systemctl } = this.parts;
    await writeFile(join(directory(), "cgroup.kill"), "1", { flag: "r+" }).catch(() => {});
    await systemctl("stop", name).catch((error: unknown) => console.warn(`${name} was not removed`, error));
    await systemctl("revert", name).catch(() => {});
  }
}

const MARK = "through a pipe";

/** What a command in the slice says of its control group, and what it reads from a descriptor that it was given. */
async function saidIn({ start: { program, args, env } }: Slice): Promise<string> {
  const child = spawn(program, [...args, "/bin/sh", "-c", "cat /proc/self/cgroup; cat <&3"], {
    cwd: "/",
    env,
    stdio: ["ignore", "pipe", "ignore", "pipe"],
    timeout: CALL_MS,
  });
  const ended = once(child, "close");
  const pipe = child.stdio[3] as Writable; // as asked for above
  // Where it could not be started its end tells.
  pipe.on("error", () => pipe.destroy());
  pipe.end(MARK);
  let said = "";
  child.stdout?.on("data", (data: Buffer) => {
    said += data.toString("utf8");
  });
  await ended;
  return said;
}

const digest = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

function findTools(): SliceTools | string {
  if (process.platform !== "linux") return "not a Linux machine";
  const [systemdRun, systemctl] = [hostProgram("systemd-run"), hostProgram("systemctl")];
  if (systemdRun === null || systemctl === null || !existsSync("/run/systemd/system"))
    return "systemd does not run here";
  const cgroups = "/sys/fs/cgroup";
  if (!existsSync(join(cgroups, "cgroup.controllers"))) return "control groups are not of version 2";
  if (process.geteuid?.() === 0) return { systemdRun, systemctl, manager: [], env: {}, cgroups };
  const { XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS } = process.env;
  if (XDG_RUNTIME_DIR === undefined) return "this user has no manager of systemd";
  const env = { XDG_RUNTIME_DIR, ...(DBUS_SESSION_BUS_ADDRESS && { DBUS_SESSION_BUS_ADDRESS }) };
  return { systemdRun, systemctl, manager: ["--user"], env, cgroups };
}
