import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { leftBehind, openRunDir } from "./run-dir.ts";

const ENDS_WITHIN_MS = 60_000;
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** Runs for ever in a session of its own, with other files as its outputs: no signal and no pipe reaches it. */
const ORPHAN = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  child.unref();
  console.log(JSON.stringify({ pid: child.pid, dir: process.env.VERNE_TEST_RUN }));
`;
const RUNNER = `
  import { openRunDir } from ${JSON.stringify(new URL("run-dir.ts", import.meta.url).href)};
  Object.assign(process.env, openRunDir().env);
  const { spawn } = await import("node:child_process");
  spawn(process.execPath, ["-e", ${JSON.stringify(ORPHAN)}], { stdio: "inherit" });
  setInterval(() => {}, 1000);
`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

async function runner(): Promise<{ child: ChildProcess; pid: number; dir: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", RUNNER], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, ...JSON.parse(String(line)) };
}

describe.skipIf(process.platform !== "linux")("a test run", () => {
  it("that is killed leaves no process and no file behind", async () => {
    const { child, pid, dir } = await runner();
    expect([isAlive(pid), existsSync(dir)]).toEqual([true, true]);
    child.kill("SIGKILL");
    await expect
      .poll(() => [isAlive(pid), existsSync(dir)], { timeout: ENDS_WITHIN_MS })
      .toEqual([false, false]);
  });

  it("names what it leaves behind, and ends it", async () => {
    const { dir, env, remove } = openRunDir();
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      env: { ...process.env, ...env },
    });
    started.push(child);
    const ended = once(child, "exit");
    expect(await leftBehind(dir, 0)).toEqual([expect.stringContaining("setInterval")]);
    await ended;
    expect(await leftBehind(dir, 0)).toEqual([]);
    remove();
  });

  it("waits for what is about to end", async () => {
    const { dir, env, remove } = openRunDir();
    const child = spawn(process.execPath, ["-e", "process.stdin.resume().once('end', () => {})"], {
      env: { ...process.env, ...env },
    });
    started.push(child);
    const left = leftBehind(dir, ENDS_WITHIN_MS);
    child.stdin.end();
    expect(await left).toEqual([]);
    remove();
  });
});
