import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { MIGRATIONS_DIR } from "./testing/start-for-test.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const START_TIMEOUT_MS = 120_000;
const dataDir = mkdtempSync(join(tmpdir(), "verne-supabase-main-"));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; line: Record<string, unknown> }> {
  const options = {
    dataDir,
    port: 0,
    githubUrl: "http://127.0.0.1:9",
    siteUrl: "http://127.0.0.1:3000",
    redirectUrls: [],
    migrationsDir: MIGRATIONS_DIR,
  };
  const child = spawn(process.execPath, [MAIN, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, line: JSON.parse(line) };
}

it("says when it is ready, survives a kill, keeps others out and ends with its parent", {
  timeout: START_TIMEOUT_MS,
}, async () => {
  const first = await start();
  expect(first.line).toMatchObject({
    ready: true,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const health = await fetch(`${first.line.url}/auth/v1/health`, {
    headers: { apikey: String(first.line.publishableKey) },
  });
  expect(health.status).toBe(200);

  const second = await start();
  expect(second.line).toEqual({ ready: false, error: expect.stringContaining(`(pid ${first.child.pid})`) });

  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const third = await start();
  expect(third.line).toMatchObject({ ready: true, publishableKey: first.line.publishableKey });

  third.child.stdin?.end();
  expect(await once(third.child, "exit")).toEqual([0, null]);

  const fourth = await start();
  fourth.child.kill("SIGTERM");
  expect(await once(fourth.child, "exit")).toEqual([0, null]);
});
