/** A plan step's own tests, between it and the next one. */
import type { EditRequest, RunTests } from "../../../agent/types.ts";
import type { PlanStep, TestReport } from "../../../protocol/index.ts";
import { baselineOf, contextOf } from "../../record/documents-of.ts";
import { fitReport } from "../../record/truncate.ts";
import type { StepContext } from "../../run/step.ts";
import { changedTests, comparePart } from "./own-tests.ts";
import { summary } from "./test-summary.ts";

/** The next step does not wait longer for the tests before the edits or an install. */
const WAIT_MS = 30_000;
const KEPT_CHARS = 100_000;

interface Means {
  /** Absent where no test can be run. */
  run: RunTests | undefined;
  /** What tests need is there once this resolves. */
  prepared: Promise<void>;
}

/**
 * Runs the tests that belong to what is changed so far and those that the step names, once; undefined where there are
 * none, the runner cannot choose them, or what they need is not there yet.
 */
export async function stepTests(
  context: StepContext,
  step: PlanStep,
  means: Means,
): Promise<EditRequest["testsBefore"]> {
  const { life, commit } = context;
  const known = life.documents.get("step_tests");
  if (known?.step === step.id) return known.report === null ? undefined : known;
  const report = await runOf(context, step, means);
  const baseline = baselineOf(life);
  const broken = report && baseline ? comparePart(baseline, report).broken : [];
  const { id, title } = step;
  const kept = report && { step: id, title, report: fitReport(report, KEPT_CHARS), broken };
  commit(() => {
    life.documents.put("step_tests", kept ?? { step: id, report: null });
    if (report)
      context.host.emit({
        type: "tests",
        message: `Tests of the step “${title}”: ${summary(report)}`.slice(0, 500),
        data: { phase: "step", report },
      });
  });
  return kept ?? undefined;
}

async function runOf(
  context: StepContext,
  step: PlanStep,
  { run, prepared }: Means,
): Promise<TestReport | null> {
  const { life, host } = context;
  if (!run) return null;
  const { checkout } = await context.work();
  const named = namedBy(step, baselineOf(life));
  const { paths } = await changedTests({ checkout, life }, contextOf(life).commands, named);
  if (paths.length === 0) return null;
  const isReady = await Promise.race([
    prepared.then(
      () => true,
      () => false,
    ),
    host.sleep(WAIT_MS).then(() => false),
  ]);
  if (!isReady) return null;
  const { report, selected } = await run({ paths, names: [] });
  return selected && report.evidence === "cases" ? report : null;
}

/** Texts that may name test files: the step's own, and the files of the tests whose titles it gives. Pure. */
function namedBy({ tests, files }: PlanStep, baseline: TestReport | null): string[] {
  const titles = new Set(tests.map((text) => text.trim()));
  const titled = (baseline?.cases ?? []).flatMap(({ id, name, file }) =>
    file !== null && (titles.has(name) || titles.has(id)) ? [file] : [],
  );
  return [...tests, ...files.map(({ path }) => path), ...titled];
}
