import { describe, expect, it } from "vitest";
import type { TestCase, TestReport } from "../../../../worker/protocol/index.ts";
import { casesById, comparisonLists, summarizeReport } from "./verdict.ts";

const test = (id: string, outcome: TestCase["outcome"]): TestCase => ({
  id,
  name: id,
  file: null,
  outcome,
  message: null,
  duration_ms: null,
});
const report = (change: Partial<TestReport>): TestReport => ({
  outcome: "passed",
  evidence: "cases",
  command: "npm test",
  exit_code: 0,
  duration_ms: 3_100,
  cases: [],
  output_tail: "",
  note: null,
  ...change,
});

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
  const comparison = {
    verdict: "broken" as const,
    fixed: ["a"],
    broken: ["b"],
    still_failing: [],
    added: [],
    removed: ["gone"],
    deleted: [],
    renamed: [],
    flaky: [],
    unjudged: [],
    unchanged_passing: 1,
    baseline: report({ cases: [test("a", "failed"), test("b", "passed"), test("gone", "passed")] }),
    after: report({ cases: [test("a", "passed"), test("b", "failed")] }),
  };

  it("lists the worst first and leaves empty lists out", () => {
    expect(comparisonLists(comparison).map((list) => list.id)).toEqual(["broken", "removed", "fixed"]);
  });

  it("takes a test from the run after the edits, or from before when it is gone", () => {
    const cases = casesById(comparison);
    expect(cases.get("b")?.outcome).toBe("failed");
    expect(cases.get("gone")?.outcome).toBe("passed");
  });
});
