import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Tally } from "./report.ts";

const dir = mkdtempSync(join(tmpdir(), "verne-report-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (report: unknown): string => {
  const path = join(dir, `${crypto.randomUUID()}.json`);
  writeFileSync(path, JSON.stringify(report));
  return path;
};
const result = (name: string, ...tests: [string, string][]) => ({
  name: `/repo/${name}`,
  status: tests.some(([, status]) => status === "failed") ? "failed" : "passed",
  assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
});

describe("the tally of npm test", () => {
  it("names what failed and what was skipped, and counts the rest", () => {
    const tally = new Tally();
    tally.check("Build", true);
    tally.check("Types", false);
    tally.skip(["e2e/x.test.ts: a flow"]);
    const tests = [
      result("a.test.ts", ["adds", "passed"], ["needs go", "skipped"]),
      result("b.test.ts", ["ends", "failed"]),
    ];
    tally.tests("Unit", file({ testResults: tests }), false, "/repo");
    expect(tally.lines()).toEqual([
      "skipped  e2e/x.test.ts: a flow",
      "skipped  a.test.ts: needs go",
      "failed   Types",
      "failed   b.test.ts: ends",
      "",
      "2 passed, 2 failed, 2 skipped",
    ]);
  });

  it("counts a file that fails as a whole, whose tests never ran", () => {
    const tally = new Tally();
    const hook = { ...result("c.test.ts", ["waits", "skipped"]), status: "failed" };
    const broken = { ...result("d.test.ts"), status: "failed" };
    tally.tests("Unit", file({ testResults: [hook, broken] }), false, "/repo");
    expect(tally.failed).toEqual(["c.test.ts: the file as a whole", "d.test.ts: the file as a whole"]);
  });

  it("never takes a run without a report, or with a bad end, for a good one", () => {
    const tally = new Tally();
    tally.tests("Unit", join(dir, "absent.json"), true, "/repo");
    tally.tests("workerd", file({ nonsense: 1 }), true, "/repo");
    tally.tests("Browser", file({ testResults: [result("a.test.ts", ["adds", "passed"])] }), false, "/repo");
    expect(tally.failed).toEqual(["Unit, as a whole", "workerd, as a whole", "Browser, as a whole"]);
  });
});
