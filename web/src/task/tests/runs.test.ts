import { describe, expect, it } from "vitest";
import type { TestCase } from "../../../../worker/protocol/index.ts";
import { caseOf, runOf } from "../../../../worker/protocol/testing/reports.ts";
import type { Entry } from "../timeline/entries.ts";
import { chooseRuns, compareRuns, editedFiles, testRuns } from "./runs.ts";

const report = (outcomes: Record<string, TestCase["outcome"]>) =>
  runOf(Object.entries(outcomes).map(([id, outcome]) => caseOf(id, outcome)));
const tests = (id: string, phase: "baseline" | "after", at: string) => ({
  id,
  at,
  kind: "tests" as const,
  phase,
  report: report({}),
});
const command = (id: string) => ({
  id,
  at: "1",
  kind: "command" as const,
  commandId: id,
  command: "npm test",
  purpose: "",
  stoppable: false,
  tail: "",
  ended: null,
});
const step = (
  name: "baseline" | "apply" | "test",
  items: Extract<Entry, { kind: "step" }>["items"],
): Entry => ({
  id: name,
  at: "1",
  kind: "step",
  step: name,
  attempt: 1,
  ended: null,
  tokens: 0,
  items,
});

describe("runs", () => {
  const timeline = [
    step("baseline", [command("c1"), tests("t1", "baseline", "1")]),
    step("test", [command("c2"), command("c3"), tests("t2", "after", "2")]),
    step("test", [tests("t3", "after", "3")]),
  ];
  it("come from the journal in order, each with the command that the log shows", () => {
    expect(testRuns(timeline).map(({ id, number, command: at }) => [id, number, at])).toEqual([
      ["t1", 0, "c1"],
      ["t2", 1, "c3"],
      ["t3", 2, null],
    ]);
  });

  it("are chosen by id, otherwise the last two; never one with itself", () => {
    const runs = testRuns(timeline);
    const ids = (asked: { run?: string; against?: string }) => {
      const pair = chooseRuns(runs, asked);
      return pair && [pair.against.id, pair.run.id];
    };
    expect(ids({})).toEqual(["t2", "t3"]);
    expect(ids({ against: "t1" })).toEqual(["t1", "t3"]);
    expect(ids({ run: "t2" })).toEqual(["t1", "t2"]);
    expect(ids({ run: "t2", against: "t2" })).toEqual(["t1", "t2"]);
    expect(chooseRuns(runs.slice(0, 1), {})).toBeNull();
  });
});

it("tells what changed between two runs", () => {
  const before = report({ a: "failed", b: "passed", c: "failed", gone: "passed", s: "skipped" });
  const after = report({ a: "passed", b: "failed", c: "failed", fresh: "passed", s: "failed" });
  expect(compareRuns(before, after)).toEqual({
    fixed: ["a"],
    broken: ["b", "s"],
    still_failing: ["c"],
    added: ["fresh"],
    removed: ["gone"],
  });
});

it("names each edited file once, and none that was deleted", () => {
  const edit = (path: string, action: "modify" | "delete") => ({
    id: path,
    at: "1",
    kind: "edit" as const,
    path,
    action,
    additions: 1,
    deletions: 0,
    patch: "",
  });
  const items = [edit("a.js", "modify"), edit("a.js", "modify"), edit("b.js", "delete")];
  expect(editedFiles([step("apply", items)])).toEqual(["a.js"]);
});
