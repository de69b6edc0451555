import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { buildAll } from "../build.ts";
import { runChaos } from "./run.ts";

const dir = mkdtempSync(join(tmpdir(), "verne-chaos-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LONG = inject("long");
const TASKS = LONG ? 40 : 1;
const MAX_MS = LONG ? 3_000_000 : 500_000;

/** The seed is the same each time; what it meets is not: it depends on what the machine does first. */
it("keeps every promise while the Worker and the runner are killed and everybody else fails", {
  timeout: MAX_MS + 100_000,
}, async () => {
  await buildAll();
  const said: string[] = [];
  const report = await runChaos({
    dir,
    tasks: TASKS,
    seed: 20_261_130,
    concurrent: 4,
    kills: LONG ? 10 : 2,
    scale: LONG ? 1 : 0.6,
    maxMs: MAX_MS,
    say: (line) => said.push(line),
  });
  expect(report.broken, said.join("\n")).toEqual([]);
  expect(report.kills.worker + report.kills.runner).toBeGreaterThan(0);
  // One task makes too few requests to meet every kind.
  expect(Object.keys(report.faults).length).toBeGreaterThan(LONG ? 10 : 0);
  expect(report.complete + Object.values(report.stopped).reduce((sum, count) => sum + count, 0)).toBe(TASKS);
});
