/** The tests of the changed files, apart from the whole suite: their result is told, and is never evidence. */
import {
  choosablePaths,
  compareReports,
  isCommandCase,
  type OwnTests,
  ownTests,
  runTargeted,
} from "../../../agent/index.ts";
import type { DetectedCommands } from "../../../agent/types.ts";
import type { TestCase, TestComparison, TestReport } from "../../../protocol/index.ts";
import type { StepContext } from "../../run/step.ts";
import { type Preparation, timeLeft } from "./dependencies.ts";
import { summary } from "./test-summary.ts";

const LIMIT_MS = 180_000;
/** Less time is left to the suite. */
const LEAST_MS = 60_000;

/**
 * The own tests of the change as it is stored, those that the runner can run alone. `isPart`: there are tests beside
 * them.
 */
export async function changedTests(
  { checkout, life }: Pick<StepContext, "checkout" | "life">,
  commands: DetectedCommands,
  named: readonly string[] = [],
): Promise<OwnTests> {
  const diff = life.documents.get("diff") ?? [];
  const changed = diff.map(({ path }) => path);
  if (changed.length === 0) return { paths: [], isPart: false };
  const gone = new Set(diff.flatMap(({ path, status }) => (status === "deleted" ? [path] : [])));
  const files = [...new Set([...(await checkout.baseFiles()), ...changed])].filter((path) => !gone.has(path));
  const { paths, isPart } = ownTests(files, changed, named);
  return { paths: choosablePaths(commands, paths), isPart };
}

/**
 * Runs them before the whole suite. The comparison that sends the change to repair at once, or null where the suite has
 * to say it: nothing broke, or there is nothing to hold it against. The tree is at the last checkpoint afterwards.
 */
export async function ownTestsFirst(
  context: StepContext,
  baseline: TestReport | null,
  wanted: Preparation,
): Promise<TestComparison | null> {
  const { host, checkout, clock, life } = context;
  if (baseline === null || wanted.endBy - clock.now() < LEAST_MS) return null;
  // A repair that changed nothing of it: now the suite is to say what it knows.
  if (life.documents.get("own_tests_failed") === life.record.tree) return null;
  const { paths, isPart } = await changedTests(context, wanted.commands);
  if (paths.length === 0 || !isPart) return null;
  const time = { endBy: wanted.endBy, limitMs: Math.min(LIMIT_MS, wanted.limitMs) };
  const run = async () => {
    const timeoutMs = timeLeft(context, time, 0.25);
    const { report } = await runTargeted(host, wanted.commands, { paths, names: [] }, timeoutMs);
    await checkout.restore();
    return report;
  };
  const report = await run();
  if (report.evidence !== "cases") return null;
  host.emit({
    type: "tests",
    message: `The changed files' own tests: ${summary(report)}`,
    data: { phase: "own", report },
  });
  const first = comparePart(baseline, report);
  if (first.broken.length === 0) return null;
  // A flaky test is no reason for a repair.
  const before = new Set(baseline.cases.map(({ id }) => id));
  const comparison = first.broken.some((id) => before.has(id))
    ? comparePart(baseline, report, [await run()])
    : first;
  return comparison.broken.length > 0 ? comparison : null;
}

/** What chosen tests show against the baseline; of the others it says nothing, not even that they are gone. Pure. */
export function comparePart(
  baseline: TestReport,
  report: TestReport,
  reruns: readonly TestReport[] = [],
): TestComparison {
  const known = new Set(baseline.cases.map(({ id }) => id));
  const failedBefore = new Set(
    baseline.cases.flatMap(({ name, outcome }) => (outcome === "failed" ? [name] : [])),
  );
  // A selection may name its tests in another way than the suite does.
  const isDoubtful = ({ id, name, outcome }: TestCase) =>
    outcome === "failed" && !known.has(id) && failedBefore.has(name);
  const cases = report.cases.filter((item) => !isCommandCase(item) && !isDoubtful(item));
  const ran = new Set(cases.map(({ id }) => id));
  const before = { ...baseline, cases: baseline.cases.filter(({ id }) => ran.has(id)) };
  return compareReports(before, { ...report, cases }, reruns);
}
