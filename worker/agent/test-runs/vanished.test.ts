import { describe, expect, it } from "vitest";
import { countCases, type TestOutcome, type TestReport } from "../../protocol/index.ts";
import { testCase } from "./cases.ts";
import { compareReports, compareWithReruns } from "./compare.ts";
import { explainVanished } from "./vanished.ts";

const of = (name: string, file: string | null = "a.test.js", suite = "", outcome: TestOutcome = "passed") =>
  testCase({ file, suite, name, outcome });
const report = (...cases: ReturnType<typeof of>[]): TestReport => ({
  outcome: cases.some(({ outcome }) => outcome === "failed") ? "failed" : "passed",
  evidence: "cases",
  command: "test",
  exit_code: 0,
  duration_ms: 1,
  counts: countCases(cases),
  cases,
  output_tail: "",
  note: null,
});

describe("a title that a run makes up in part", () => {
  it.each([
    ["listens on port 41233", "listens on port 50021"],
    ["made at 2026-11-30T05:10:00.123Z", "made at 2026-11-30T05:11:09.001Z"],
    ["id 6f1c0e0a-1b8e-4a51-9a52-5e0c1d0a8a51 works", "id 0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a52 works"],
    ["writes /tmp/abc-XyZqwe/out", "writes /tmp/abc-QwErty/out"],
    ["took 12.5 ms", "took 0.8 ms"],
    ["case 7: adds", "case 8: adds"],
    ["at 127.0.0.1:8080/x", "at 127.0.0.1:9191/x"],
    ["hash deadbeef01 of it", "hash c0ffee99aa of it"],
  ])("%s and %s are one test", (before, now) => {
    const comparison = compareReports(report(of(before)), report(of(now)));
    expect(comparison).toMatchObject({ verdict: "pass", removed: [], added: [] });
    expect(comparison.renamed).toEqual([{ from: `a.test.js::${before}`, to: `a.test.js::${now}` }]);
  });

  it.each([
    ["another file", of("port 1", "a.test.js"), of("port 2", "b.test.js")],
    ["another suite", of("port 1", "a.test.js", "http"), of("port 2", "a.test.js", "https")],
    ["another meaning", of("refuses port 1"), of("accepts port 2")],
    ["a failure", of("port 1"), of("port 2", "a.test.js", "", "failed")],
    ["a skip", of("port 1"), of("port 2", "a.test.js", "", "skipped")],
  ])("is not explained by one of %s", (_what, before, now) => {
    const comparison = compareReports(report(before, of("stays")), report(now, of("stays")));
    expect(comparison.renamed).toEqual([]);
    expect(comparison.removed).toContain(before.id);
    expect(comparison.verdict).toBe("broken");
  });

  it("is explained once: two that went are not one that came", () => {
    const comparison = compareReports(report(of("port 1"), of("port 2")), report(of("port 3")));
    expect(comparison.renamed).toHaveLength(1);
    expect(comparison.removed).toHaveLength(1);
    expect(comparison.verdict).toBe("broken");
  });
});

describe("a test of a file that the plan deletes", () => {
  const gone = (item: ReturnType<typeof of>, path: string, text: string | null = null) =>
    explainVanished([item], [], [{ path, text }]).deleted.length === 1;

  it("is no breakage, and is named", () => {
    const [before, after] = [report(of("old", "old.test.js"), of("new")), report(of("new"))];
    expect(compareReports(before, after).verdict).toBe("broken");
    expect(compareReports(before, after, [], [{ path: "old.test.js", text: null }])).toMatchObject({
      verdict: "pass",
      removed: [],
      deleted: ["old.test.js::old"],
    });
  });

  it("is known by module, class or name where the runner names no file", () => {
    expect(gone(of("test_a", null, "tests.test_old.TestOld"), "tests/test_old.py")).toBe(true);
    expect(gone(of("works", null, "com.x.OldTest"), "src/test/java/com/x/OldTest.java")).toBe(true);
    expect(gone(of("TestOld/sub", null), "old_test.go", "func TestOld(t *testing.T) {")).toBe(true);
    expect(gone(of("TestOld", null), "old_test.go", "func TestOlder(t *testing.T) {")).toBe(false);
    expect(gone(of("test_a", null, "tests.test_new.TestNew"), "tests/test_old.py", "x")).toBe(false);
    expect(gone(of("old", "b/old.test.js"), "a/old.test.js", "old")).toBe(false);
  });

  it("does not excuse another file's", () => {
    const before = report(of("old", "old.test.js"), of("kept", "kept.test.js"));
    const comparison = compareReports(
      before,
      report(of("x", "x.js")),
      [],
      [{ path: "old.test.js", text: null }],
    );
    expect(comparison).toMatchObject({ verdict: "broken", removed: ["kept.test.js::kept"] });
  });
});

describe("a test that is gone", () => {
  it("runs again alone before it counts", async () => {
    const asked: string[][] = [];
    const before = report(of("sometimes"), of("stays"));
    const comparison = await compareWithReruns(
      before,
      report(of("stays")),
      async (only) => {
        asked.push((only ?? []).map(({ name }) => name));
        return report(of("sometimes"));
      },
      2,
    );
    expect(asked).toEqual([["sometimes"]]);
    expect(comparison).toMatchObject({ verdict: "pass", removed: [], unchanged_passing: 2 });
  });

  it("counts when it is not found alone either", async () => {
    const none = async () => ({ ...report(), evidence: "none" as const, outcome: "none" as const });
    const comparison = await compareWithReruns(report(of("lost"), of("x")), report(of("x")), none, 2);
    expect(comparison).toMatchObject({ verdict: "broken", removed: ["a.test.js::lost"] });
  });
});
