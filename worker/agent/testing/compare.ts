import type { TestCase, TestComparison, TestReport } from "../../protocol/index.ts";

type Lists = Pick<TestComparison, "fixed" | "broken" | "still_failing" | "added" | "removed" | "flaky"> & {
  unchanged_passing: number;
  /** Passed before, and now absent or skipped. */
  vanished: string[];
};

/**
 * The tests before the edits against the tests after, by test id.
 *
 * - `broken`: passed (or was skipped) before and fails now; a new test that fails; and, where the baseline knows no
 *   single test, every failing one: nothing shows that it failed before.
 * - `removed`: absent or skipped now. If it passed before, the verdict is `broken`: a deleted, skipped or renamed
 *   test needs the user.
 * - `flaky`: would be broken, but passed in one of `reruns`; it does not count against the verdict.
 * - Verdict `errored` when the run after did not end properly. Did the baseline end in the same way, the edits are
 *   not to blame and there is no evidence either way: `no_evidence`.
 */
export function compareReports(
  baseline: TestReport | null,
  after: TestReport,
  reruns: readonly TestReport[] = [],
): TestComparison {
  const { vanished, ...lists } = classify(baseline, after, reruns);
  return {
    verdict: verdictOf(baseline, after, lists.broken.length > 0, vanished.length > 0),
    ...lists,
    baseline,
    after,
  };
}

/**
 * Compares, and re-runs what is broken up to `times`, to tell broken from flaky. `rerun` gets the cases to run without
 * the others; a runner that cannot choose runs them all.
 */
export async function compareWithReruns(
  baseline: TestReport | null,
  after: TestReport,
  rerun: (only: readonly TestCase[]) => Promise<TestReport>,
  times: number,
): Promise<TestComparison> {
  const reruns: TestReport[] = [];
  let comparison = compareReports(baseline, after);
  const known = new Set(baseline?.cases.map((item) => item.id));
  // A new test that fails is the edit's own; only tests that could be flaky are worth another run.
  const cases = new Map(after.cases.map((item) => [item.id, item]));
  while (reruns.length < times) {
    const suspects = comparison.broken.filter((id) => known.has(id)).map((id) => cases.get(id));
    if (suspects.length === 0) break;
    reruns.push(await rerun(suspects.filter((item) => item !== undefined)));
    comparison = compareReports(baseline, after, reruns);
  }
  return comparison;
}

function classify(baseline: TestReport | null, after: TestReport, reruns: readonly TestReport[]): Lists {
  const before = new Map(casesInScope(baseline, after).map((item) => [item.id, item]));
  const now = new Map(after.cases.map((item) => [item.id, item]));
  const recovered = new Set(
    reruns.flatMap((report) =>
      report.cases.filter((item) => item.outcome === "passed").map((item) => item.id),
    ),
  );
  const lists: Lists = {
    fixed: [],
    broken: [],
    still_failing: [],
    added: [],
    removed: [],
    flaky: [],
    vanished: [],
    unchanged_passing: 0,
  };
  for (const [id, item] of now) sort(lists, id, before.get(id), item, recovered.has(id));
  // A run that broke off says nothing about the tests it did not reach.
  if (after.outcome !== "errored" && after.outcome !== "timed_out") {
    for (const [id, item] of before) {
      if (now.has(id)) continue;
      lists.removed.push(id);
      if (item.outcome === "passed") lists.vanished.push(id);
    }
  }
  return lists;
}

/** Tests of a package that was not run after the edits say nothing about them. */
function casesInScope(baseline: TestReport | null, after: TestReport): TestCase[] {
  const left = (baseline?.packages ?? []).filter((label) => !(after.packages ?? []).includes(label));
  return (baseline?.cases ?? []).filter(({ id }) => !left.some((label) => id.startsWith(`${label}::`)));
}

function sort(
  lists: Lists,
  id: string,
  before: TestCase | undefined,
  now: TestCase,
  recovered: boolean,
): void {
  const was = before?.outcome ?? null;
  if (now.outcome === "skipped") {
    if (was === "passed" || was === "failed") lists.removed.push(id);
    if (was === "passed") lists.vanished.push(id);
    return;
  }
  if (was === null || was === "skipped") lists.added.push(id);
  if (now.outcome === "passed") {
    if (was === "failed") lists.fixed.push(id);
    if (was === "passed") lists.unchanged_passing += 1;
  } else if (was === "failed") lists.still_failing.push(id);
  else if (recovered) lists.flaky.push(id);
  else lists.broken.push(id);
}

function verdictOf(
  baseline: TestReport | null,
  after: TestReport,
  broken: boolean,
  vanished: boolean,
): TestComparison["verdict"] {
  if (broken || vanished) return "broken";
  if (after.outcome === "errored" || after.outcome === "timed_out") {
    return baseline?.outcome === after.outcome ? "no_evidence" : "errored";
  }
  return after.outcome === "none" ? "no_evidence" : "pass";
}
