import { expect, it } from "vitest";
import { caseOf, runOf } from "../../../protocol/testing/reports.ts";
import { judgeNewTests } from "./new-tests.ts";

it("tells new tests that fail without the change from those that pass, and from those that cannot be loaded", () => {
  const onBase = runOf([
    caseOf("a", "failed"),
    caseOf("b", "passed"),
    caseOf("c", "skipped"),
    // The file of another test does not load.
    caseOf("(load)", "failed"),
    caseOf("old", "passed"),
  ]);
  expect(judgeNewTests(["a", "b", "c", "d"], onBase)).toEqual({
    failing: 1,
    passing: 1,
    not_loaded: 2,
    passing_ids: ["b"],
  });
  expect(judgeNewTests(["a"], runOf([], { outcome: "errored" }))).toMatchObject({
    failing: 0,
    not_loaded: 1,
  });
});
