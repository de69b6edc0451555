/** The tests on the untouched tree: what they say, what the user sees of them, and how they are skipped. */
import type { AgentHost } from "../agent/types.ts";
import type { TestReport } from "../protocol/index.ts";
import { baselineOf, contextOf } from "./documents-of.ts";
import type { StepContext } from "./step.ts";
import { ensureInstalled } from "./surroundings.ts";
import { summary } from "./test-summary.ts";
import { testTree } from "./test-tree.ts";

/** Whether the baseline ran without the dependencies, because they could not be installed. */
export const BARE_BASELINE = "bare_baseline";

/** The user goes on without the tests before the edits. */
class BaselineSkipped extends Error {
  override readonly name = "BaselineSkipped";
}

/**
 * Runs the tests on the tree as it stands and stores what they say as the baseline. While it runs the record says so,
 * and the user may skip it: then there is no baseline, also none of an earlier run in other surroundings. After one
 * that did not end, another is given less time. `after` says after what it runs, for the journal.
 */
export async function runBaseline(context: StepContext, endBy: number, after = ""): Promise<void> {
  const { life, host, commit, clock, config } = context;
  if (life.record.baselineSkipped) return;
  const { commands, rankedFiles } = contextOf(life);
  const limitMs = runLimitMs(config.COMMAND_TIMEOUT_MS, baselineOf(life));
  commit(() =>
    life.update((record) => {
      record.baselineSince = clock.now();
    }),
  );
  const wanted = { commands, endBy, limitMs };
  const ran = await unlessSkipped(context, async (host) => {
    const inside = { ...context, host };
    const { failure } = await ensureInstalled(inside, wanted);
    return { failure, report: await testTree(inside, { ...wanted, paths: rankedFiles }) };
  });
  commit(() => {
    life.update((record) => {
      record.baselineSince = null;
    });
    if (ran === null) return life.documents.delete("baseline");
    const { report, failure } = ran;
    life.documents.put("baseline", report);
    life.documents.put(BARE_BASELINE, failure !== null);
    host.emit({
      type: "tests",
      message: `Before the edits${after}: ${summary(report)}`,
      data: { phase: "baseline", report },
    });
  });
}

/** How long one run may take: a third of the usual where an earlier one did not end in all of it. */
export const runLimitMs = (timeoutMs: number, baseline: TestReport | null): number =>
  baseline?.outcome === "timed_out" ? Math.ceil(timeoutMs / 3) : timeoutMs;

/** Null once the user has skipped it; what ran is ended. */
async function unlessSkipped<T>(
  { host, skip }: StepContext,
  run: (host: AgentHost) => Promise<T>,
): Promise<T | null> {
  // Everything of the host but `run`, which ends early.
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
