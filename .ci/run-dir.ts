/**
 * A test run keeps everything it makes in one directory below the system's temporary one, and every process that it
 * starts, directly or not, carries that directory's name in its environment. So whatever outlives the run is found,
 * and ended: by `leftBehind` after an orderly end, by the watchdog when the runner itself was killed.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Nothing listens there: who asks a registry is refused at once, and no test depends on one unseen. */
const NO_REGISTRY = "http://127.0.0.1:9";

export interface RunDir {
  dir: string;
  /** For the processes of the run. */
  env: Record<string, string>;
  remove(): void;
}

/** Makes the directory and has it watched: when this process has ended, what is left of the run ends too. */
export function openRunDir(): RunDir {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), "verne-test-"));
  // Users of tasks, which a runner has that is root, get through to their own folder below.
  chmodSync(dir, 0o711);
  const watchdog = spawn(process.execPath, [join(import.meta.dirname, "watchdog.ts"), dir], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.unref();
  // A pipe, as asked for; without this it would keep the process alive.
  if (watchdog.stdin && "unref" in watchdog.stdin) (watchdog.stdin as { unref(): void }).unref();
  return {
    dir,
    env: {
      TMPDIR: dir,
      VERNE_TEST_RUN: dir,
      npm_config_registry: NO_REGISTRY,
      COREPACK_NPM_REGISTRY: NO_REGISTRY,
      PIP_INDEX_URL: `${NO_REGISTRY}/simple`,
      UV_INDEX_URL: `${NO_REGISTRY}/simple`,
      GOPROXY: "off",
      CARGO_NET_OFFLINE: "true",
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** What runs with `dir` in its environment, this process excepted. Linux only; nothing is known elsewhere. */
function processesOf(dir: string): { pid: number; command: string }[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return pids.flatMap((pid) => {
    try {
      // Empty for one that has ended and was not collected yet.
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(dir)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return [{ pid: Number(pid), command }];
    } catch {
      // It has ended, or is somebody else's.
      return [];
    }
  });
}

/** Processes of the run that have not ended after `graceMs`. They are killed, and their commands returned. */
export async function leftBehind(dir: string, graceMs: number): Promise<string[]> {
  if (process.platform !== "linux") return [];
  const end = Date.now() + graceMs;
  let left = processesOf(dir);
  for (; left.length > 0 && Date.now() < end; left = processesOf(dir)) await pause(100);
  const commands = left.map(({ command }) => command);
  // Until none is found: one may have started another meanwhile.
  for (; left.length > 0; left = processesOf(dir)) {
    for (const { pid } of left) kill(pid);
    await pause(100);
  }
  return commands;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
