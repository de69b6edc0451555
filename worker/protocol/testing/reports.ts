/** Runs of tests and what they show, for tests: complete and valid, with what a test is about said in `change`. */
import { countCases, countLists, type TestCase, type TestComparison, type TestReport } from "../tests.ts";

/** A case whose name is its id. */
export const caseOf = (
  id: string,
  outcome: TestCase["outcome"],
  change: Partial<TestCase> = {},
): TestCase => ({
  id,
  name: id,
  file: null,
  outcome,
  message: null,
  duration_ms: null,
  ...change,
});

/** A run that names these cases and ended as they did; without one it is a run that shows nothing. */
export function runOf(cases: readonly TestCase[], change: Partial<TestReport> = {}): TestReport {
  const failed = cases.some(({ outcome }) => outcome === "failed");
  const empty = cases.length === 0;
  return {
    outcome: failed ? "failed" : empty ? "none" : "passed",
    evidence: empty ? "none" : "cases",
    command: "npm test",
    exit_code: failed ? 1 : 0,
    duration_ms: 1,
    counts: countCases(change.cases ?? cases),
    cases: [...cases],
    output_tail: "",
    note: null,
    ...change,
  };
}

/**
 * A comparison with this verdict of two runs of the same passing test; its lists are empty, and its counts those of the
 * lists in `change`.
 */
export function comparisonOf(
  verdict: TestComparison["verdict"],
  change: Partial<TestComparison> = {},
): TestComparison {
  const lists = {
    fixed: [],
    broken: [],
    still_failing: [],
    added: [],
    removed: [],
    vanished: [],
    deleted: [],
    renamed: [],
    flaky: [],
    unjudged: [],
  };
  return {
    verdict,
    ...lists,
    unchanged_passing: 1,
    counts: countLists({ ...lists, ...change }),
    baseline: runOf([caseOf("a", "passed")]),
    after: runOf([caseOf("a", "passed")]),
    ...change,
  };
}
