import { compareWithReruns, type DeletedFile, detectCommandsIn } from "../../agent/index.ts";
import type { FileDiff, TestCase } from "../../protocol/index.ts";
import { runLimitMs } from "../baseline-run.ts";
import { baselineOf } from "../documents-of.ts";
import { fitComparison } from "../fit.ts";
import { taskObjections } from "../objections/read-change.ts";
import type { Step, StepContext } from "../step.ts";
import { summary } from "../test-summary.ts";
import { commandsEndBy, runsThatFit, testTree } from "../test-tree.ts";
import { evidenceLine } from "../words.ts";

const MAX_REPAIRS = 3;
/** Runs more, to tell a flaky test from a broken one. */
const RERUNS = 2;
/** Of each report, as the task shows it and Postgres keeps it. */
const SHOWN_CHARS = 1_000_000;

/** Runs the tests on the changed tree and holds them against the baseline. */
export const test: Step = async (context) => {
  const { life, host, workspace, commit, clock, config } = context;
  const baseline = baselineOf(life);
  const endBy = commandsEndBy(clock.now());
  await workspace.ensure();
  await workspace.restore();
  // Found anew: the edits may have added the first test, or another command.
  const commands = await detectCommandsIn(host);
  const files = life.documents.get<FileDiff[]>("diff") ?? [];
  const limitMs = runLimitMs(config.COMMAND_TIMEOUT_MS, baseline);
  const run = { commands, endBy, limitMs, paths: files.map((file) => file.path) };
  const report = await testTree(context, run);
  const again = (only: readonly TestCase[]) => testTree(context, { ...run, only });
  const reruns = Math.min(RERUNS, runsThatFit(report.duration_ms, endBy - clock.now()));
  const deleted = await plannedDeletions(context);
  const comparison = await compareWithReruns(baseline, report, again, reruns, deleted);
  const { repairs, init } = life.record;
  // A test that passed before and is gone counts as broken too.
  const mayRepair = comparison.verdict === "broken" && repairs < MAX_REPAIRS;
  const objections = commit(() => {
    life.documents.put("comparison", fitComparison(comparison, SHOWN_CHARS));
    life.update((record) => {
      record.testedTree = record.tree;
    });
    const found = taskObjections(life);
    const next = mayRepair ? "repair" : init.auto_pr && found.length === 0 ? "publish" : "review";
    host.emit({
      type: "tests",
      message: `After the edits: ${summary(report)}`,
      data: { phase: "after", report },
    });
    host.emit({ type: "evidence", message: evidenceLine(comparison, next), data: { comparison } });
    return found;
  });
  if (mayRepair)
    return {
      event: "repair_needed",
      reason: `${comparison.broken.length + comparison.removed.length} tests broken or gone, repair ${repairs + 1} of ${MAX_REPAIRS}`,
      before: () => life.documents.put("repair", fitComparison(comparison, SHOWN_CHARS)),
      change: (record) => {
        record.repairs += 1;
        record.round = { kind: "repair", n: record.round.n + 1 };
      },
    };
  const why = objections.map(({ message }) => message).join("; ");
  if (init.auto_pr && objections.length > 0)
    host.emit({
      type: "warning",
      message: `The pull request waits for your review: ${why}`.slice(0, 500),
      data: { code: "review_needed", detail: why },
    });
  return {
    event: "tested",
    change: (record) => {
      record.gatePassed = objections.length === 0;
    },
  };
};

/** Files that the approved plan deletes and that are gone, with what they held. */
async function plannedDeletions({ life, changes }: StepContext): Promise<DeletedFile[]> {
  const { approvedVersion } = life.record;
  const plan = approvedVersion === null ? null : life.plan(approvedVersion);
  const planned = new Set(
    plan?.steps.flatMap(({ files }) =>
      files.filter(({ action }) => action === "delete").map(({ path }) => path),
    ),
  );
  const gone = (changes.current()?.files ?? []).filter(
    ({ path, file }) => file === null && planned.has(path),
  );
  return Promise.all(
    gone.map(async (file) => {
      const bytes = await changes.before(file);
      return { path: file.path, text: bytes && new TextDecoder().decode(bytes) };
    }),
  );
}
