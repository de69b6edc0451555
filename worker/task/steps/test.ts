import { compareWithReruns, detectCommandsIn } from "../../agent/index.ts";
import type { TestComparison } from "../../protocol/index.ts";
import { baselineOf } from "../documents-of.ts";
import type { Step } from "../step.ts";
import { testTree } from "../test-tree.ts";
import { summary } from "./baseline.ts";

const MAX_REPAIRS = 3;
/** Runs more, to tell a flaky test from a broken one. */
const RERUNS = 2;

/** Runs the tests on the changed tree and holds them against the baseline. */
export const test: Step = async (context) => {
  const { life, host, workspace, commit } = context;
  await workspace.ensure();
  await workspace.restore();
  // Found anew: the edits may have added the first test, or another command.
  const commands = await detectCommandsIn(host);
  const report = await testTree(context, commands);
  const again = () => testTree(context, commands);
  const comparison = await compareWithReruns(baselineOf(life), report, again, RERUNS);
  // Without evidence a person decides, whatever was chosen at creation.
  const gatePassed = comparison.verdict === "pass";
  const { repairs } = life.record;
  commit(() => {
    life.documents.put("comparison", comparison);
    host.emit({
      type: "tests",
      message: `After the edits: ${summary(report)}`,
      data: { phase: "after", report },
    });
    host.emit({ type: "evidence", message: evidence(comparison), data: { comparison } });
  });
  // A test that passed before and is gone counts as broken too.
  if (comparison.verdict === "broken" && repairs < MAX_REPAIRS)
    return {
      event: "repair_needed",
      reason: `${comparison.broken.length + comparison.removed.length} tests broken or gone, repair ${repairs + 1} of ${MAX_REPAIRS}`,
      before: () => life.documents.put("repair", comparison),
      change: (record) => {
        record.repairs += 1;
        record.round = { kind: "repair", n: record.round.n + 1 };
      },
    };
  return {
    event: "tested",
    change: (record) => {
      record.gatePassed = gatePassed;
    },
  };
};

function evidence(comparison: TestComparison): string {
  if (comparison.verdict === "no_evidence") return "No test ran, so there is no evidence";
  if (comparison.verdict === "errored") return "The tests could not be run on the change";
  const parts = [
    [comparison.fixed.length, "fixed"],
    [comparison.broken.length, "broken"],
    [comparison.added.length, "added"],
    [comparison.removed.length, "removed"],
    [comparison.still_failing.length, "still failing"],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return told.length > 0 ? `Tests: ${told.join(", ")}` : "Tests: nothing changed, nothing broken";
}
