import { execFile } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import { hostProgram } from "./host-program.ts";

/** One process of this machine, as far as it matters here. */
export interface ProcessUse {
  pid: number;
  parent: number;
  uid: number;
  memoryBytes: number;
  cpuSeconds: number;
}

/** Linux has counted in these everywhere for decades (`getconf CLK_TCK`, `getconf PAGESIZE` but for a few arm64). */
const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4_096;

/** Several tasks are looked at in the same moment. */
const SHARED_FOR_MS = 200;
let latest: { at: number; processes: readonly ProcessUse[] } | null = null;

/** Every process of the machine, as of at most 200 ms ago. Empty where there is no /proc. */
export function allProcesses(): readonly ProcessUse[] {
  const now = performance.now();
  if (latest === null || now - latest.at > SHARED_FOR_MS) latest = { at: now, processes: readProcesses() };
  return latest.processes;
}

/** At once, and not file by file in the background: that took five times as long, of a processor, for 100 processes. */
function readProcesses(): ProcessUse[] {
  return processIds().flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      // A zombie uses nothing any more.
      if (/\) [ZX] /.test(stat)) return [];
      const statm = readFileSync(`/proc/${name}/statm`, "latin1");
      return [parseProcess(Number(name), lstatSync(`/proc/${name}`).uid, stat, statm)];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

function processIds(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The command's name, in parentheses, may hold anything; the numbers follow the last one that closes. */
function parseProcess(pid: number, uid: number, stat: string, statm: string): ProcessUse {
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [, resident = 0, shared = 0] = statm.split(" ").map(Number);
  return {
    pid,
    parent: fields[1] ?? 0,
    uid,
    memoryBytes: Math.max(0, resident - shared) * PAGE_BYTES,
    cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_A_SECOND,
  };
}

/** The given processes with all their descendants, and every process of the user, if one is given. */
export function processesOf(
  all: readonly ProcessUse[],
  roots: readonly number[],
  uid: number | null,
): ProcessUse[] {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const found = new Map<number, ProcessUse>();
  const visit = (process: ProcessUse): void => {
    if (found.has(process.pid)) return;
    found.set(process.pid, process);
    for (const child of children.get(process.pid) ?? []) visit(child);
  };
  const isRoot = new Set(roots);
  for (const process of all) if (isRoot.has(process.pid) || process.uid === uid) visit(process);
  return [...found.values()];
}

/** Below a path as long as this there may be some that no program can name as a whole. */
const LONG_PATH_CHARS = process.platform === "darwin" ? 700 : 3_800;
const COUNTED_WITHIN_MS = 60_000;

/** Bytes that the files below a folder take up on disk. What cannot be read counts for nothing. */
export async function diskUse(directory: string, enough: number): Promise<number> {
  let bytes = 0;
  const visit = async (path: string): Promise<void> => {
    if (bytes > enough) return;
    if (path.length > LONG_PATH_CHARS) {
      bytes += await deepUse(path, enough);
      return;
    }
    const entries = await opendir(path).catch(() => null);
    if (entries === null) return;
    for await (const entry of entries) {
      const child = join(path, entry.name);
      const info = await lstat(child).catch(() => null);
      bytes += (info?.blocks ?? 0) * 512;
      if (bytes > enough) return;
      if (entry.isDirectory()) await visit(child);
    }
  };
  await visit(directory);
  return bytes;
}

/** The same by a program that goes down step by step. More than enough where it cannot be known. */
async function deepUse(path: string, enough: number): Promise<number> {
  const du = hostProgram("du");
  if (du === null) return enough + 1;
  const stdout = await new Promise<string>((resolve) => {
    // It complains about what went away meanwhile, and counts all the same.
    execFile(du, ["-sk", "."], { cwd: path, env: {}, timeout: COUNTED_WITHIN_MS }, (_error, out) =>
      resolve(out),
    );
  });
  const kilobytes = /^\d+/.exec(stdout)?.[0];
  return kilobytes === undefined ? enough + 1 : Number(kilobytes) * 1024;
}
