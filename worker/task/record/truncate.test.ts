import { describe, expect, it } from "vitest";
import type { TestCase } from "../../protocol/index.ts";
import { caseOf, comparisonOf, runOf } from "../../protocol/testing/reports.ts";
import { fitComparison, fitJson, fitReport } from "./truncate.ts";

const test = (n: number, outcome: TestCase["outcome"]): TestCase =>
  caseOf(`suite::case ${n}`, outcome, { message: outcome === "failed" ? "x".repeat(1_000) : null });
const report = (cases: TestCase[]) => runOf(cases);

const many = report([...Array.from({ length: 20_000 }, (_, n) => test(n, "passed")), test(20_000, "failed")]);

describe("fitReport", () => {
  it("leaves a report that fits as it is", () => {
    const small = report([test(1, "passed")]);
    expect(fitReport(small, 10_000)).toBe(small);
  });

  it("keeps what failed, and says how much is left out", () => {
    const fitted = fitReport(many, 50_000);
    expect(JSON.stringify(fitted.cases).length).toBeLessThanOrEqual(50_001);
    expect(fitted.cases[0]?.outcome).toBe("failed");
    expect(fitted.note).toBe(`Only ${fitted.cases.length} of 20001 tests are listed.`);
  });
});

describe("fitComparison", () => {
  it("keeps the verdict and bounds everything else", () => {
    const ids = many.cases.map((one) => one.id);
    const fitted = fitComparison(
      comparisonOf("broken", {
        broken: ids,
        added: ids,
        removed: ids,
        unchanged_passing: 5,
        baseline: many,
        after: many,
      }),
      100_000,
    );
    expect(fitted).toMatchObject({ verdict: "broken", unchanged_passing: 5 });
    expect(JSON.stringify(fitted).length).toBeLessThan(400_000);
  });
});

describe("fitJson", () => {
  it("cuts long texts and lists until the whole fits", () => {
    const value = {
      path: "a",
      text: "x".repeat(5_000_000),
      list: Array.from({ length: 100_000 }, () => "yyyy"),
    };
    const text = fitJson(value, 600_000);
    expect(text.length).toBeLessThanOrEqual(600_000);
    expect(JSON.parse(text)).toMatchObject({ path: "a" });
  });

  it("changes nothing that fits", () => {
    const value = { text: "x".repeat(40_000), list: [1, null, true] };
    expect(fitJson(value, 600_000)).toBe(JSON.stringify(value));
  });
});
