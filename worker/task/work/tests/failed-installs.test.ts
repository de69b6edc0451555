import { expect, it } from "vitest";
import type { InstallFailure } from "../../../agent/index.ts";
import type { FailedInstall } from "../../record/stored-documents.ts";
import { missedBefore, standingFailure, withFailure } from "./failed-installs.ts";

const ASKED = { manifests: "k1", commands: "$ npm ci", network: '["a"]' };
const failure = (cause: InstallFailure["cause"]): InstallFailure => ({
  command: "npm ci",
  cause,
  output: "",
});
/** How often the same install runs when each run ends so. */
function runs(...causes: InstallFailure["cause"][]): number {
  let failed: FailedInstall[] = [];
  let ran = 0;
  for (const cause of causes) {
    if (standingFailure(failed, ASKED)) continue;
    ran += 1;
    failed = withFailure(failed, ASKED, failure(cause));
  }
  return ran;
}

it.each([
  ["failed", 1],
  ["missing", 1],
  ["offline", 2],
  ["timed_out", 2],
] as const)("an install that ended as %s runs %d times", (cause, times) => {
  expect(runs(cause, cause, cause, cause)).toBe(times);
});

it("a second chance that ends otherwise is the last", () => {
  expect(runs("offline", "failed", "failed")).toBe(2);
});

it.each([
  ["other manifests", { manifests: "k2" }],
  ["another command", { commands: "$ npm install" }],
  ["another network", { network: '["a","b"]' }],
])("%s let it run", (_, changed) => {
  const failed = withFailure([], ASKED, failure("failed"));
  expect(standingFailure(failed, { ...ASKED, ...changed })).toBeNull();
  expect(standingFailure(withFailure(failed, { ...ASKED, ...changed }, failure("missing")), ASKED)).toEqual(
    failure("failed"),
  );
});

it("few are kept", () => {
  const many = Array.from({ length: 50 }, (_, n) => ({ ...ASKED, manifests: `k${n}` }));
  const failed = many.reduce<FailedInstall[]>(
    (list, asked) => withFailure(list, asked, failure("failed")),
    [],
  );
  expect(failed).toHaveLength(20);
  expect(standingFailure(failed, { ...ASKED, manifests: "k49" })).not.toBeNull();
});

it("a changed manifest misses what was missing before, or something new", () => {
  const base = withFailure([], ASKED, { ...failure("failed"), packages: ["gone==9", "old"] });
  const missed = (...packages: string[]) => missedBefore(base, ASKED.manifests, { packages });
  expect(missed("gone==9")).toBe(true);
  expect(missed("gone==9", "new")).toBe(false);
  expect(missed()).toBe(false);
  expect(missedBefore(base, "other", { packages: ["old"] })).toBe(false);
  expect(
    missedBefore(withFailure([], ASKED, failure("failed")), ASKED.manifests, { packages: ["old"] }),
  ).toBe(false);
});
