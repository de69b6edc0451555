import type { TestReport } from "../../protocol/index.ts";
import { contextOf } from "../documents-of.ts";
import type { Step } from "../step.ts";
import { commandsEndBy, testTree } from "../test-tree.ts";

/** Runs the tests on the untouched tree, beside planning. Its failure never fails the task. */
export const baseline: Step = async (context) => {
  const { life, host, workspace, commit, clock } = context;
  await workspace.ensure();
  // An interrupted attempt may have left its tests' files behind.
  await workspace.restore();
  const { commands, rankedFiles } = contextOf(life);
  const report = await testTree(context, { commands, endBy: commandsEndBy(clock.now()), paths: rankedFiles });
  // What the tests left behind must not end up in the diff.
  await workspace.restore();
  commit(() => {
    life.documents.put("baseline", report);
    host.emit({
      type: "tests",
      message: `Before the edits: ${summary(report)}`,
      data: { phase: "baseline", report },
    });
  });
  return null;
};

export function summary(report: TestReport): string {
  const count = (outcome: string) => report.cases.filter((test) => test.outcome === outcome).length;
  if (report.outcome === "none") return "no test ran";
  if (report.outcome === "timed_out") return "the tests did not end in time";
  if (report.outcome === "errored") return "the tests could not be run";
  if (report.evidence === "exit_status") return "the test command succeeded and names no test";
  return `${count("passed")} passed, ${count("failed")} failed`;
}
