import { runBaseline } from "../baseline-run.ts";
import type { Step } from "../step.ts";
import { commandsEndBy } from "../test-tree.ts";

/** Runs the tests on the untouched tree, beside planning. Its failure never fails the task. */
export const baseline: Step = async (context) => {
  const { workspace, clock } = context;
  await workspace.ensure();
  // An interrupted attempt may have left its tests' files behind.
  await workspace.restore();
  await runBaseline(context, commandsEndBy(clock.now()));
  // What the tests left behind must not end up in the diff.
  await workspace.restore();
  return null;
};
