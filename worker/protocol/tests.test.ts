import { describe, expect, it } from "vitest";
import { caseOf, comparisonOf, runOf } from "./testing/reports.ts";
import { pageOfTests, TestQuery, withoutCases } from "./tests.ts";

const many = runOf([
  ...Array.from({ length: 950 }, (_, n) => caseOf(`suite::case ${n}`, "passed")),
  caseOf("suite::late", "failed"),
]);

describe("the cases of a run", () => {
  it("come by page, failing ones first, each once", () => {
    const seen: string[] = [];
    let cursor: number | null = 0;
    while (cursor !== null) {
      const page = pageOfTests(many, TestQuery.parse({ cursor, limit: 500 }));
      expect(page.total).toBe(951);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen[0]).toBe("suite::late");
    expect(new Set(seen).size).toBe(951);
  });

  it("are chosen by outcome and by a part of their id", () => {
    const ids = (query: object) => pageOfTests(many, TestQuery.parse(query)).items.map(({ id }) => id);
    expect(ids({ outcome: "failed" })).toEqual(["suite::late"]);
    expect(ids({ outcome: "passed", q: "CASE 94" })).toHaveLength(11);
    expect(ids({ outcome: "skipped" })).toEqual([]);
    expect(pageOfTests(null, TestQuery.parse({}))).toEqual({ items: [], next_cursor: null, total: 0 });
  });

  it.each([{ phase: "before" }, { limit: 501 }, { cursor: -1 }, { outcome: "ok" }])(
    "are not asked for by %j",
    (query) => {
      expect(TestQuery.safeParse(query).success).toBe(false);
    },
  );

  it("are not in a task's view, whose numbers are whole", () => {
    const ids = many.cases.map(({ id }) => id);
    const whole = comparisonOf("pass", { added: ids, baseline: many, after: many });
    const shown = withoutCases(whole);
    expect(shown).toMatchObject({
      counts: { added: 951 },
      after: { cases: [], counts: { passed: 950, failed: 1 } },
      baseline: { cases: [] },
    });
    expect(JSON.stringify(shown).length).toBeLessThan(JSON.stringify(whole).length / 10);
  });
});
