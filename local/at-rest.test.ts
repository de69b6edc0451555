import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshPorts } from "./ports.ts";
import { readSecrets } from "./secrets.ts";
import { type StandIns, startStandIns } from "./stand-ins.ts";
import { signInWithGitHub } from "./supabase/headless-sign-in.ts";

let dir: string;
let standIns: StandIns;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "verne-at-rest-"));
  standIns = await startStandIns({ dir, ports: await freshPorts(), secrets: readSecrets(dir) });
}, 120_000);
afterAll(async () => {
  await standIns?.close();
  rmSync(dir, { recursive: true, force: true });
});

it("keeps a GitHub token out of every file of the stand-ins, write-ahead logs included", async () => {
  const { url, publishableKey } = standIns.supabase;
  const { providerToken } = await signInWithGitHub({
    supabaseUrl: url,
    publishableKey,
    redirectTo: "http://127.0.0.1:3000/auth/callback",
    login: "ada",
    startCode: standIns.github.startCode,
  });
  expect(providerToken).toMatch(/^gho_/);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const holders = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(providerToken));
  expect(files.length).toBeGreaterThan(100);
  expect(holders).toEqual([]);
});
