import { describe, expect, it } from "vitest";
import type { TestReport } from "../../../../worker/protocol/index.ts";
import { comparisonOf, runOf, caseOf as test } from "../../../../worker/protocol/testing/reports.ts";
import { casesById, comparisonLists } from "./comparison-lists.ts";
import { summarizeReport } from "./verdict.ts";

const report = (change: Partial<TestReport>) =>
  runOf([], { outcome: "passed", evidence: "cases", duration_ms: 3_100, ...change });

describe("summarizeReport", () => {
  it("counts outcomes", () => {
    const cases = [test("a", "passed"), test("b", "passed"), test("c", "failed")];
    expect(summarizeReport(report({ outcome: "failed", cases }))).toBe("2 passed, 1 failed, in 3.1 s");
  });

  it("never calls a run without tests a pass", () => {
    expect(summarizeReport(report({ outcome: "none" }))).toBe("no test ran");
    expect(summarizeReport(report({ evidence: "exit_status" }))).toBe(
      "the command succeeded and names no test, in 3.1 s",
    );
    expect(summarizeReport(report({ outcome: "timed_out" }))).toBe("timed out, in 3.1 s");
  });
});

describe("a comparison", () => {
  const comparison = comparisonOf("broken", {
    fixed: ["a"],
    broken: ["b"],
    removed: ["gone"],
    baseline: report({ cases: [test("a", "failed"), test("b", "passed"), test("gone", "passed")] }),
    after: report({ cases: [test("a", "passed"), test("b", "failed")] }),
  });

  it("lists the worst first and leaves empty lists out", () => {
    expect(comparisonLists(comparison).map((list) => list.id)).toEqual(["broken", "removed", "fixed"]);
  });

  it("says how many tests there are, not how many are listed", () => {
    const counts = { ...comparison.counts, broken: 4849 };
    expect(comparisonLists({ ...comparison, counts })[0]).toMatchObject({
      id: "broken",
      count: 4849,
      ids: ["b"],
    });
  });

  it("takes a test from the run after the edits, or from before when it is gone", () => {
    const { baseline, after } = comparison;
    const cases = casesById([...(baseline?.cases ?? []), ...after.cases]);
    expect(cases.get("b")?.outcome).toBe("failed");
    expect(cases.get("gone")?.outcome).toBe("passed");
  });
});
