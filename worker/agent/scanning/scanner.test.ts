import { describe, expect, it } from "vitest";
import { broughtBy } from "./finding.ts";
import { scannerFindings } from "./scanner.ts";

const ROOT = "/workspace/repo";
const read = (report: unknown) => scannerFindings(JSON.stringify(report), ROOT);
const sarif = (results: unknown[], rules: unknown[] = []) => ({
  version: "2.1.0",
  runs: [{ tool: { driver: { name: "Semgrep", rules } }, results }],
});
const at = (uri: string, startLine?: number) => [
  { physicalLocation: { artifactLocation: { uri }, region: { startLine } } },
];

describe("the report of a scanner", () => {
  it("in SARIF: place, rule and text of each result that counts", () => {
    const text = { text: "Detected eval" };
    const rules = [{ id: "quiet", defaultConfiguration: { level: "note" } }, { id: "by-index" }];
    expect(
      read(
        sarif(
          [
            { ruleId: "js.eval", level: "error", message: text, locations: at("src/a.js", 3) },
            { ruleId: "js.eval", message: text, locations: at(`file://${ROOT}/src/b%20c.js`, 1) },
            { ruleIndex: 1, message: text, locations: [] },
            { ruleId: "quiet", message: text, locations: at("src/a.js") },
            { ruleId: "note", level: "note", message: text },
            { ruleId: "passed", kind: "pass", message: text },
            { ruleId: "waived", level: "error", message: text, suppressions: [{ kind: "inSource" }] },
          ],
          rules,
        ),
      ),
    ).toEqual([
      { path: "src/a.js", line: 3, what: "js.eval: Detected eval", rule: "js.eval", severity: "high" },
      { path: "src/b c.js", line: 1, what: "js.eval: Detected eval", rule: "js.eval", severity: "moderate" },
      { path: "", line: null, what: "by-index: Detected eval", rule: "by-index", severity: "moderate" },
    ]);
  });

  it("in the JSON of Semgrep, and of Bandit", () => {
    const extra = { message: "Detected eval", severity: "ERROR" };
    const results = [
      { check_id: "js.eval", path: `${ROOT}/a.js`, start: { line: 7, col: 1 }, extra },
      { check_id: "info", path: "a.js", start: { line: 8 }, extra: { ...extra, severity: "INFO" } },
      { check_id: "nosem", path: "a.js", start: { line: 9 }, extra: { ...extra, is_ignored: true } },
    ];
    expect(read({ results, errors: [] })).toEqual([
      { path: "a.js", line: 7, what: "js.eval: Detected eval", rule: "js.eval", severity: "high" },
    ]);
    const bandit = {
      filename: "./a.py",
      line_number: 2,
      test_id: "B307",
      issue_text: "Use of eval",
      issue_severity: "MEDIUM",
    };
    expect(read({ errors: [], results: [bandit] })).toEqual([
      { path: "a.py", line: 2, what: "B307: Use of eval", rule: "B307", severity: "moderate" },
    ]);
  });

  it("is none where it is something else, and takes whatever stands in its fields", () => {
    for (const output of ["", "ok", "[]", "{}", '{"runs": {}}', '{"results": 3}', '{"runs": ['])
      expect(scannerFindings(output, ROOT), output).toBeNull();
    expect(read(sarif([null, 3, { message: 1, locations: [7], level: 9, ruleId: {} }]))).toHaveLength(3);
    expect(read({ results: [] })).toEqual([]);
  });
});

describe("what a change brings", () => {
  const finding = (path: string, line: number) => ({ path, line, what: "eval", rule: "eval" });

  it("is what the base does not have, wherever that has moved to", () => {
    const before = [finding("a.js", 3)];
    expect(broughtBy([finding("a.js", 9)], before)).toEqual([]);
    expect(broughtBy([finding("a.js", 3), finding("a.js", 9)], before)).toEqual([finding("a.js", 9)]);
    expect(broughtBy([finding("b.js", 3)], before)).toEqual([finding("b.js", 3)]);
    expect(broughtBy([finding("a.js", 3)], [])).toHaveLength(1);
  });
});
