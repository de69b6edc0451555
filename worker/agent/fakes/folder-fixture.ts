/// <reference types="node" />
/** A host over a real folder with the programs of this machine, for tests. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { EventInput } from "../../protocol/index.ts";
import { type FileEntry, SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, CommandOptions, CommandResult } from "../types.ts";

/** Parent of all folders of a test file; the test file removes it at the end. */
export const scratch = mkdtempSync(join(tmpdir(), "verne-agent-"));
export const removeScratch = () => rmSync(scratch, { recursive: true, force: true });

const TOOLS = join(import.meta.dirname, "../../../sandbox/tools/main.ts");

/** A checkout of these files, committed. */
export function folderHost(
  name: string,
  files: Record<string, string>,
): AgentHost & { events: EventInput[] } {
  const root = join(scratch, name);
  const repoDir = join(root, "repo");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repoDir, path)), { recursive: true });
    writeFileSync(join(repoDir, path), text);
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", repoDir, "-c", "user.name=t", "-c", "user.email=t@t", ...args]);
  git("-c", "init.defaultBranch=main", "init", "-q");
  git("add", "-A");
  git("commit", "-qm", "first");
  const events: EventInput[] = [];
  const unused = () => {
    throw new Error("not used by the agent");
  };
  return {
    taskId: "0a1b2c3d-0000-4000-8000-000000000002",
    step: "apply",
    repoDir,
    signal: new AbortController().signal,
    events,
    now: () => Date.now(),
    sleep: async () => undefined,
    emit: (event) => void events.push(event),
    touched: () => undefined,
    run: (argv, options) => run([...argv], { cwd: repoDir, ...options }),
    sandbox: {
      isolation: "none",
      network: "unrestricted",
      workerUrl: null,
      root,
      platform: join(scratch, `${name}-platform`),
      start: unused,
      follow: unused,
      kill: unused,
      destroy: unused,
      read: async (path) => attempt(() => new Uint8Array(readFileSync(path))),
      write: async (path, data) => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, data);
      },
      list: async (path) =>
        attempt(() => readdirSync(path, { withFileTypes: true }).map((entry) => describeEntry(path, entry))),
    },
  };
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new SandboxFailure("permanent", "FILE_NOT_FOUND", "no such file", error);
  }
}

function describeEntry(
  folder: string,
  entry: { name: string; isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean },
): FileEntry {
  const kind = entry.isSymbolicLink()
    ? "symlink"
    : entry.isFile()
      ? "file"
      : entry.isDirectory()
        ? "directory"
        : "other";
  return {
    name: entry.name,
    kind,
    size: kind === "file" ? readFileSync(join(folder, entry.name)).length : 0,
  };
}

/** Runs argv; `verne-tools` from source, everything else from PATH. The test run's environment is not inherited. */
function run(
  argv: string[],
  { cwd, env = {}, timeoutMs, stop, onOutput }: CommandOptions & { cwd: string },
): Promise<CommandResult> {
  const [program = "", ...args] =
    argv[0] === "verne-tools" ? [process.execPath, TOOLS, ...argv.slice(1)] : argv;
  const base = { PATH: process.env.PATH ?? "", HOME: scratch, LANG: "C.UTF-8" };
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const output = { stdout: "", stderr: "" };
    const child = spawn(program, args, { cwd, env: { ...base, ...env }, detached: true });
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    }, timeoutMs);
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (data: Buffer) => {
        output[stream] = (output[stream] + String(data)).slice(-256 * 1024);
        onOutput?.(stream, data);
      });
    stop?.addEventListener("abort", () => {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    });
    child.on("error", () => {
      clearTimeout(timer);
      reject(new SandboxFailure("permanent", "PROCESS_SPAWN_FAILED", program));
    });
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, timedOut, truncated: false, durationMs: 1, ...output });
    });
  });
}
