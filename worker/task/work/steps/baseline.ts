import type { Step } from "../../run/step.ts";
import { runBaseline } from "../tests/baseline-run.ts";
import { commandsEndBy } from "../tests/test-tree.ts";

/** Runs the tests on the untouched tree, in parallel with planning. Its failure never fails the task. */
export const baseline: Step = (context) => {
  const { checkout, clock, evidence } = context;
  const endBy = commandsEndBy(clock.now());
  return evidence.run(async () => {
    await checkout.ensure();
    // Removes files that the tests of an interrupted attempt left. The agent may be editing already.
    await checkout.showBase();
    await runBaseline(context, endBy);
    // Files that the tests wrote must not end up in the diff.
    await checkout.restore();
    return null;
  });
};
