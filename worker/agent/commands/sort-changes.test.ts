import { expect, it } from "vitest";
import { planFor } from "../fakes/requests.ts";
import type { TreeChange } from "../types.ts";
import { sortChanges } from "./sort-changes.ts";

const PLAN = planFor([{ path: "src/a.js", action: "modify" }]);
const change = (path: string, more: Partial<TreeChange> = {}): TreeChange => ({
  path,
  kind: "modified",
  file: "plain",
  ...more,
});

it.each([
  ["a file of the plan", change("src/a.js")],
  ["a new test", change("test/b.test.js", { kind: "added" })],
  ["a snapshot below a test folder", change("test/__snapshots__/a.snap", { kind: "added" })],
  ["a lock file", change("package-lock.json")],
  ["the mode of a planned file", change("src/a.js", { file: "executable" })],
])("keeps %s", (_, given) => {
  expect(sortChanges([given], PLAN)).toEqual({ kept: [given], undone: [] });
  // While planning nothing is kept.
  expect(sortChanges([given], null)).toEqual({ kept: [], undone: [given] });
});

it.each([
  ["a file outside the plan", change("src/b.js")],
  ["a test that is deleted without the plan saying so", change("test/b.test.js", { kind: "deleted" })],
  ["a workflow, whatever its name", change(".github/workflows/ci.test.yml", { kind: "added" })],
  ["an installed package", change("node_modules/x/test/x.test.js")],
  ["a repository inside this one", change("src/a.js", { file: "other" })],
  ["a name with hidden characters", change("test/a\u202e.test.js", { kind: "added" })],
])("takes back %s", (_, given) => {
  expect(sortChanges([given], PLAN)).toEqual({ kept: [], undone: [given] });
});
