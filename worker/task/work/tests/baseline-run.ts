/** The baseline: tests on the untouched tree, their result, what the user sees of them, and how they are skipped. */
import { packagesNamed, packagesToRun, withPackages } from "../../../agent/index.ts";
import type { AgentHost, DetectedCommands } from "../../../agent/types.ts";
import type { TestReport } from "../../../protocol/index.ts";
import { approvedPlan, baselineOf, contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { ensureInstalled, ensureSetUp } from "./dependencies.ts";
import { summary } from "./test-summary.ts";
import { testTree } from "./test-tree.ts";

/** The user skipped the baseline. */
class BaselineSkipped extends Error {
  override readonly name = "BaselineSkipped";
}

/**
 * Runs the tests on the present tree and stores the result as the baseline. The record marks it as running, and the
 * user may skip it: then no baseline is kept, not even an earlier one from another environment. After a run that timed
 * out the next one gets less time. `after` names the preceding action, for the journal.
 */
export async function runBaseline(context: StepContext, endBy: number, after = ""): Promise<void> {
  const { life, host, commit, config } = context;
  if (life.record.baselineSkipped) return;
  const { commands, rankedFiles } = contextOf(life);
  const due = life.documents.get("baseline_due");
  const limitMs = runLimitMs(config.COMMAND_TIMEOUT_MS, baselineOf(life));
  const wanted = { commands, endBy, limitMs, paths: rankedFiles, onBase: true };
  const ran = await skippable(context, async (inside) => {
    const { failure } = await ensureInstalled(inside, wanted);
    return { failure, report: await testTree(inside, wanted) };
  });
  commit(() => {
    if (ran === null) return life.documents.delete("baseline");
    const { report, failure } = ran;
    // Not for a run that began before other commands were chosen.
    if (due) life.documents.delete("baseline_due");
    life.documents.put("baseline", report);
    life.documents.put("bare_baseline", failure !== null);
    host.emit({
      type: "tests",
      message: `Before the edits${after}: ${summary(report)}`,
      data: { phase: "baseline", report },
    });
  });
}

/** Time limit of one run: a third of the usual if an earlier run timed out. */
export const runLimitMs = (timeoutMs: number, baseline: TestReport | null): number =>
  baseline?.outcome === "timed_out" ? Math.ceil(timeoutMs / 3) : timeoutMs;

interface Missing {
  /** Commands of the changed tree. */
  commands: DetectedCommands;
  /** Changed files, by weight. */
  paths: readonly string[];
  endBy: number;
  limitMs: number;
}

/**
 * Completes the baseline with the packages that the tests after the edits will run and that it lacks, by running them
 * on the base commit's tree. Always restores the changed tree. Packages without tests in the base are noted as such.
 * Null when there is no baseline; unchanged when the user skips this.
 */
export async function completeBaseline(
  context: StepContext,
  { commands, paths, ...time }: Missing,
): Promise<TestReport | null> {
  const { life, host, checkout, commit, clock } = context;
  const baseline = baselineOf(life);
  if (baseline === null || life.record.baselineSkipped) return baseline;
  const known = baseline.packages ?? [""];
  const labels = packagesToRun(commands, paths, known).filter((label) => !known.includes(label));
  if (labels.length === 0) return baseline;
  const base = contextOf(life).commands;
  const packages = packagesNamed(base, labels);
  // Leaves time for the tests after the edits.
  const wanted = { ...time, commands: base, paths, endBy: clock.now() + (time.endBy - clock.now()) / 2 };
  let more: TestReport | null = null;
  if (packages.length > 0) {
    await checkout.showBase();
    try {
      more = await skippable(context, async (inside) => {
        await ensureInstalled(inside, wanted);
        const plan = approvedPlan(life);
        await ensureSetUp(inside, plan, wanted);
        return testTree(inside, { ...wanted, packages });
      });
    } finally {
      await checkout.restore();
    }
    if (more === null) return baselineOf(life);
  }
  const complete = withPackages(baseline, labels, more);
  commit(() => {
    life.documents.put("baseline", complete);
    if (more)
      host.emit({
        type: "tests",
        message: `Before the edits, of ${packages.join(", ")}: ${summary(more)}`.slice(0, 400),
        data: { phase: "baseline", report: more },
      });
  });
  return complete;
}

/** Runs baseline tests. The record marks them as running, and the user may skip them: then the result is null. */
async function skippable<T>(
  context: StepContext,
  run: (inside: StepContext) => Promise<T>,
): Promise<T | null> {
  const { life, commit, clock } = context;
  const since = (value: number | null) =>
    commit(() =>
      life.update((record) => {
        record.baselineSince = value;
      }),
    );
  since(clock.now());
  const result = await unlessSkipped(context, (host) => run({ ...context, host }));
  since(null);
  return result;
}

/** Null once the user has skipped it; the running command is aborted. */
async function unlessSkipped<T>(
  { host, skip }: StepContext,
  run: (host: AgentHost) => Promise<T>,
): Promise<T | null> {
  // Inherits the host; only `run` is replaced, which aborts early.
  const skippable: AgentHost = Object.create(host, {
    run: {
      value: async (...[argv, options]: Parameters<AgentHost["run"]>) => {
        if (skip.aborted) throw new BaselineSkipped();
        const stop = options.stop ? AbortSignal.any([skip, options.stop]) : skip;
        const result = await host.run(argv, { ...options, stop });
        if (skip.aborted) throw new BaselineSkipped();
        return result;
      },
    },
  });
  try {
    return await run(skippable);
  } catch (error) {
    if (error instanceof BaselineSkipped) return null;
    throw error;
  }
}
