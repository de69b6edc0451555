import {
  countCases,
  countLists,
  type TestCase,
  type TestComparison,
  type TestReport,
} from "../../protocol/index.ts";
import { COMMAND_CASE, commandCase, isCommandCase } from "./cases.ts";
import { NOTHING_RAN } from "./report.ts";
import { type DeletedFile, explainVanished } from "./vanished.ts";

type Lists = Omit<TestComparison, "verdict" | "counts" | "baseline" | "after">;

/**
 * Compares the tests before and after the edits, by test id.
 *
 * - `broken`: passed (or was skipped) before and fails now; a new test that fails; without a baseline run, every
 *   failing one.
 * - `removed`: skipped now, or absent without an explanation. If it passed before, the verdict is `broken`.
 *   Explanations: `deleted`, its file is deleted by the approved plan; `renamed`, a passing test appeared in the same
 *   place whose title differs only in a number, time or path. A test that passed in one of `reruns` is not removed.
 * - `flaky`: would be broken, but passed in one of `reruns`; does not count against the verdict.
 * - `unjudged`: fails now, and has no baseline: there is none, it did not come to its end, or it lacks the package.
 * - Verdict `no_baseline`: the same of the whole run. Without a usable baseline nothing is a pass.
 * - A command that named no test, succeeded before and fails now is `broken` as a whole.
 * - Verdict `errored` when the run after the edits did not finish properly. If the baseline ended in the same way,
 *   the edits are not the cause and there is `no_evidence`.
 */
export function compareReports(
  baseline: TestReport | null,
  after: TestReport,
  reruns: readonly TestReport[] = [],
  deletedFiles: readonly DeletedFile[] = [],
): TestComparison {
  const turned = commandTurned(baseline, after);
  const recovered =
    turned && reruns.some(({ outcome, evidence }) => outcome === "passed" && evidence !== "none");
  const seen = turned && !recovered ? withCommandCase(after) : after;
  const lists = classify(baseline, seen, reruns, deletedFiles);
  const failing = seen.cases.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
  if (turned) {
    // The baseline consists only of the command, which succeeded.
    lists.unjudged = [];
    lists.added = lists.added.filter((id) => id !== COMMAND_CASE);
    lists.broken = recovered ? [] : failing;
    lists.flaky = recovered ? [COMMAND_CASE] : [];
  }
  const broken = lists.broken.length > 0 || lists.vanished.length > 0;
  const verdict = turned && recovered ? "exit_status" : verdictOf(baseline, seen, broken);
  return { verdict, ...lists, counts: countLists(lists), baseline, after: seen };
}

/**
 * Whether a command that named no test succeeded before and fails now: it represents the unnamed tests. False if it did
 * not exit by itself, which is a separate outcome.
 */
function commandTurned(baseline: TestReport | null, after: TestReport): boolean {
  const succeeded = baseline?.evidence === "exit_status" && baseline.outcome === "passed";
  const fails = after.outcome === "errored" || after.outcome === "failed";
  return succeeded && fails && after.exit_code !== null && after.exit_code !== 0;
}

/** Adds a case for the command if no case names the failure. */
function withCommandCase(after: TestReport): TestReport {
  if (after.cases.some(({ outcome }) => outcome === "failed")) return after;
  const cases = [...after.cases, commandCase(after)];
  return { ...after, outcome: "failed", cases, counts: countCases(cases) };
}

/**
 * Compares, and reruns broken or missing tests up to `times` to detect flaky ones. `rerun` gets the cases to run alone,
 * null for all; a runner that cannot select runs all.
 */
export async function compareWithReruns(
  baseline: TestReport | null,
  after: TestReport,
  rerun: (only: readonly TestCase[] | null) => Promise<TestReport>,
  times: number,
  deletedFiles: readonly DeletedFile[] = [],
): Promise<TestComparison> {
  const reruns: TestReport[] = [];
  let comparison = compareReports(baseline, after, reruns, deletedFiles);
  const before = new Map(baseline?.cases.map((item) => [item.id, item]));
  const present = new Set(after.cases.map((item) => item.id));
  while (reruns.length < times) {
    // A failing new test is caused by the edit; only tests that passed before may be flaky.
    const failing = comparison.broken.flatMap((id) => before.get(id) ?? []);
    const gone = comparison.removed.flatMap((id) => (present.has(id) ? [] : (before.get(id) ?? [])));
    const suspects = [...failing, ...gone.filter((item) => item.outcome === "passed")];
    const command = commandTurned(baseline, after) && comparison.verdict === "broken";
    if (suspects.length === 0 && !command) break;
    reruns.push(await rerun(command ? null : suspects));
    comparison = compareReports(baseline, after, reruns, deletedFiles);
  }
  return comparison;
}

function classify(
  baseline: TestReport | null,
  after: TestReport,
  reruns: readonly TestReport[],
  deletedFiles: readonly DeletedFile[],
): Lists {
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
    deleted: [],
    renamed: [],
    flaky: [],
    unjudged: [],
    vanished: [],
    unchanged_passing: 0,
  };
  const unknown = unknownTo(baseline, after);
  for (const [id, item] of now) {
    const was = before.get(id);
    if (was === undefined && unknown(id)) {
      if (item.outcome === "failed") lists.unjudged.push(id);
    } else sort(lists, id, was, item, recovered.has(id));
  }
  // An aborted run, or one with lost results, says nothing about the tests that it does not name.
  if (after.outcome !== "errored" && after.outcome !== "timed_out" && !after.cut) {
    const absent = [...before.values()].filter(({ id }) => !now.has(id));
    const gone = absent.filter((item) => !isCommandCase(item) && !recovered.has(item.id));
    lists.unchanged_passing += absent.filter(
      ({ id, outcome }) => outcome === "passed" && recovered.has(id),
    ).length;
    const appeared = after.cases.filter(({ id, outcome }) => outcome === "passed" && !before.has(id));
    const { deleted, renamed, lost } = explainVanished(gone, appeared, deletedFiles);
    lists.deleted = deleted.map(({ id }) => id);
    lists.renamed = renamed;
    const renamedTo = new Set(renamed.map(({ to }) => to));
    lists.added = lists.added.filter((id) => !renamedTo.has(id));
    lists.removed.push(...lost.map(({ id }) => id));
    lists.vanished.push(...lost.filter(({ outcome }) => outcome === "passed").map(({ id }) => id));
  }
  return lists;
}

/** The baseline cases of packages that were run after the edits. */
function casesInScope(baseline: TestReport | null, after: TestReport): TestCase[] {
  const left = (baseline?.packages ?? []).filter((label) => !(after.packages ?? []).includes(label));
  return (baseline?.cases ?? []).filter(({ id }) => !left.some((label) => id.startsWith(`${label}::`)));
}

/** Whether a test that the baseline does not name is unknown to it; otherwise the test is new. */
function unknownTo(baseline: TestReport | null, after: TestReport): (id: string) => boolean {
  if (!isWhole(baseline, after)) return () => true;
  const labels = after.packages ?? [];
  const missing = packagesWithoutBaseline(baseline, after);
  return (id) => missing.includes(labels.findLast((label) => id.startsWith(`${label}::`)) ?? "");
}

/** False if the baseline's list of tests is incomplete: it did not come to its end, lost results, or names none. */
function isWhole(baseline: TestReport | null, after: TestReport): baseline is TestReport {
  if (baseline === null || baseline.cut || baseline.outcome === "timed_out") return false;
  // A command that names no test is judged as a whole, so its failure is known.
  const silent = baseline.outcome === "errored" || baseline.evidence === "exit_status";
  return !(silent && after.evidence === "cases");
}

/** No command was run that looks for tests, so that there may have been some. */
const nothingRan = ({ outcome, command, note }: TestReport): boolean =>
  outcome === "none" && (command === null || note?.startsWith(NOTHING_RAN) === true);

function packagesWithoutBaseline(baseline: TestReport, after: TestReport): string[] {
  const ran = baseline.packages ?? [""];
  return (after.packages ?? []).filter((label) => !ran.includes(label));
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
): TestComparison["verdict"] {
  if (broken) return "broken";
  if (after.outcome === "errored" || after.outcome === "timed_out") {
    return baseline?.outcome === after.outcome ? "no_evidence" : "errored";
  }
  if (after.evidence === "none") return "no_evidence";
  if (!isWhole(baseline, after) || nothingRan(baseline)) return "no_baseline";
  if (packagesWithoutBaseline(baseline, after).length > 0) return "no_baseline";
  return after.evidence === "exit_status" ? "exit_status" : "pass";
}
