import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { startService } from "./child.ts";
import { ROOT } from "./root.ts";

const ENDS_WITHIN_MS = 60_000;
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** Two programs that ignore signals from outside and never end, one started by the other; the inner prints both ids. */
const INNER = "console.log(process.ppid, process.pid); setInterval(() => {}, 1000)";
const OUTER = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(INNER)}], { stdio: "inherit" }); setInterval(() => {}, 1000)`;

/** A process that starts OUTER as the product starts the Worker, and hands on what it says. */
const parent = () => `
  import { startNode } from ${JSON.stringify(new URL("child.ts", import.meta.url).href)};
  const options = { cwd: ".", env: process.env, endWithParent: true, onLine: (line) => console.log(line) };
  startNode(["-e", ${JSON.stringify(OUTER)}], options);
`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Without a process that reaps orphans, one that has ended keeps its id.
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, "utf8"));
};

describe("a child that does not know who started it", () => {
  it.each(["SIGKILL", "SIGTERM"] as const)(
    "ends with its whole group when its parent ends by %s",
    async (signal) => {
      const process = spawn(globalThis.process.execPath, ["--input-type=module", "-e", parent()], {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "inherit"],
      });
      started.push(process);
      const [line] = await once(createInterface({ input: process.stdout }), "line");
      const pids = String(line).split(" ").map(Number);
      expect(pids.map(isAlive)).toEqual([true, true]);
      process.kill(signal);
      await expect.poll(() => pids.map(isAlive), { timeout: ENDS_WITHIN_MS }).toEqual([false, false]);
    },
  );
});

describe("a service", () => {
  const start = (code: string) =>
    startService<{ port: number }>(["-e", code], { cwd: ROOT, env: process.env });

  it("is ready when it says so, with what it says", async () => {
    const { child, said } = await start(
      `console.log("noise"); console.log(JSON.stringify({ ready: true, port: 7 })); setInterval(() => {}, 1000)`,
    );
    expect(said).toEqual({ ready: true, port: 7 });
    await child.stop();
    expect(isAlive(child.process.pid ?? 0)).toBe(false);
  });

  it("that cannot start rejects with its own reason, or with its last words", async () => {
    await expect(start(`console.log(JSON.stringify({ ready: false, error: "port taken" }))`)).rejects.toThrow(
      "port taken",
    );
    await expect(start(`console.error("no such file"); process.exit(1)`)).rejects.toThrow("no such file");
  });
});
