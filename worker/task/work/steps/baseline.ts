import type { Step } from "../../run/step.ts";
import { runBaseline } from "../tests/baseline-run.ts";
import { commandsEndBy } from "../tests/test-tree.ts";

/** Runs the tests on the untouched tree, beside planning. Its failure never fails the task. */
export const baseline: Step = async (context) => {
  const { checkout, clock } = context;
  await checkout.ensure();
  // An interrupted attempt may have left its tests' files behind.
  await checkout.restore();
  await runBaseline(context, commandsEndBy(clock.now()));
  // What the tests left behind must not end up in the diff.
  await checkout.restore();
  return null;
};
