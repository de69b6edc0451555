import { describe, expect, it } from "vitest";
import { COMMAND_CASE } from "../../../agent/test-runs/cases.ts";
import { caseOf, runOf } from "../../../protocol/testing/reports.ts";
import { comparePart } from "./own-tests.ts";

const baseline = runOf([caseOf("a", "passed"), caseOf("b", "failed"), caseOf("c", "passed")]);
const broken = (...ran: ReturnType<typeof caseOf>[]) => comparePart(baseline, runOf(ran)).broken;

describe("chosen tests against the suite before the edits", () => {
  it("are broken where they passed before, or are new and fail", () => {
    expect(broken(caseOf("a", "failed"), caseOf("new", "failed"), caseOf("b", "failed"))).toEqual([
      "a",
      "new",
    ]);
  });

  it("say nothing of tests that were not chosen", () => {
    const part = comparePart(baseline, runOf([caseOf("a", "passed")]));
    expect(part).toMatchObject({ broken: [], removed: [], vanished: [] });
  });

  it("do not count a command for a test, nor what failed before under another id", () => {
    expect(broken(caseOf(COMMAND_CASE, "failed"))).toEqual([]);
    expect(broken(caseOf("other.js::b", "failed", { name: "b" }))).toEqual([]);
  });

  it("are no reason for a repair when they pass in a second run", () => {
    const again = runOf([caseOf("a", "passed")]);
    expect(comparePart(baseline, runOf([caseOf("a", "failed")]), [again]).broken).toEqual([]);
  });

  it("show nothing without a whole run before the edits", () => {
    const cut = { ...baseline, cut: true as const };
    expect(comparePart(cut, runOf([caseOf("a", "failed"), caseOf("x", "failed")])).broken).toEqual(["a"]);
    expect(comparePart(runOf([], { outcome: "errored" }), runOf([caseOf("x", "failed")])).broken).toEqual([]);
  });
});
