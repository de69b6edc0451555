import { describe, expect, it } from "vitest";
import type { TestReport } from "../../../protocol/index.ts";
import { caseOf, runOf } from "../../../protocol/testing/reports.ts";
import { namesTimedOut, workingCommand } from "./working-command.ts";

const report = (patch: Partial<TestReport>): TestReport => runOf([caseOf("a", "passed")], patch);

describe("the command that is noted as one that works", () => {
  it.each(["passed", "failed"] as const)("is that of a run that %s", (outcome) => {
    expect(workingCommand(report({ outcome }))).toBe("npm test");
  });

  it.each([
    ["timed out, with cases", { outcome: "timed_out" as const }],
    ["could not be run, with cases", { outcome: "errored" as const }],
    ["ran no test", { outcome: "none" as const, evidence: "none" as const }],
    ["names no test", { evidence: "exit_status" as const, cases: [] }],
    ["lost results", { cut: true as const }],
    ["had no command", { command: null }],
  ])("is none where the run %s", (_, patch) => {
    expect(workingCommand(report(patch))).toBeNull();
  });

  it("is none without a run", () => {
    expect(workingCommand(null)).toBeNull();
  });
});

describe("a model's note about a command", () => {
  const timedOut = report({ outcome: "timed_out" });

  it("names one that timed out", () => {
    expect(namesTimedOut("Run npm test", [report({ command: "make check" }), timedOut])).toBe(true);
  });

  it.each([
    ["another command", "Run make check", [timedOut, null]],
    ["one that ended in another run", "Run npm test", [timedOut, report({})]],
    ["one that failed", "Run npm test", [report({ outcome: "failed" })]],
  ])("names %s", (_, text, reports) => {
    expect(namesTimedOut(text, reports)).toBe(false);
  });
});
