import { compareWithReruns, type DeletedFile, type InstallFailure } from "../../../agent/index.ts";
import {
  countCases,
  type FileDiff,
  type ReadingFinding,
  stillFails,
  type TestCase,
  type TestComparison,
  type TestReport,
} from "../../../protocol/index.ts";
import { taskObjections } from "../../objections/read-change.ts";
import { approvedPlan, baselineOf, contextOf } from "../../record/documents-of.ts";
import { evidenceLine } from "../../record/messages.ts";
import { fitComparison } from "../../record/truncate.ts";
import type { Outcome, Step, StepContext } from "../../run/step.ts";
import { judgeClaims } from "../claims.ts";
import { repoSettings } from "../repo-settings.ts";
import { scanChange } from "../scans.ts";
import { readAgain } from "../second-reader.ts";
import { completeBaseline, runLimitMs } from "../tests/baseline-run.ts";
import { detectChosen } from "../tests/chosen-commands.ts";
import {
  ensureInstalled,
  ensureSetUp,
  failureText,
  type Preparation,
  type Prepared,
} from "../tests/dependencies.ts";
import { missedBefore } from "../tests/failed-installs.ts";
import { withNewTests } from "../tests/new-tests.ts";
import { ownTestsFirst } from "../tests/own-tests.ts";
import { withReproduction } from "../tests/reproduction.ts";
import { summary } from "../tests/test-summary.ts";
import { commandsEndBy, runsThatFit, testTree } from "../tests/test-tree.ts";

const MAX_REPAIRS = 3;
/** Reruns that tell a flaky test from a broken one. */
const RERUNS = 2;
/** Size limit of each report in the task and in Postgres. */
const SHOWN_CHARS = 1_000_000;

/** Runs the tests on the changed tree and compares them with the baseline. */
export const test: Step = async (context) => {
  const { life, checkout, clock, config } = context;
  const endBy = commandsEndBy(clock.now());
  const known = knownEvidence(life);
  if (known) {
    const scan = { endBy, limitMs: config.COMMAND_TIMEOUT_MS };
    return conclude(context, {
      comparison: known,
      report: null,
      installFailure: null,
      mayRepair: false,
      scan,
    });
  }
  await checkout.ensure();
  await checkout.restore();
  // Detected again: the edits may have added the first test, or another command.
  const found = await detectChosen(context);
  const files = life.documents.get("diff") ?? [];
  const limitMs = runLimitMs(config.COMMAND_TIMEOUT_MS, baselineOf(life));
  const paths = byWeight(files, contextOf(life).rankedFiles);
  const baseline = await completeBaseline(context, { commands: found, paths, endBy, limitMs });
  const prepared = await prepare(context, {
    commands: found,
    paths,
    endBy,
    limitMs: config.COMMAND_TIMEOUT_MS,
  });
  const { commands, failure, stands } = prepared;
  const { repairs } = life.record;
  if (failure?.cause === "failed" && !stands && repairs < MAX_REPAIRS) return repairInstall(context, failure);
  const mayRepair = repairs < MAX_REPAIRS;
  const own =
    mayRepair && failure === null
      ? await ownTestsFirst(context, baseline, { commands, endBy, limitMs })
      : null;
  if (own) return repairTests(context, own, true);
  const run = { commands, endBy, limitMs, paths, also: baseline?.packages };
  const report = failure && !stands ? notRun(failure) : await testTree(context, run);
  const again = (only: readonly TestCase[] | null) => testTree(context, { ...run, ...(only && { only }) });
  const reruns = Math.min(RERUNS, runsThatFit(report.duration_ms, endBy - clock.now()));
  const deleted = await plannedDeletions(context);
  const times = failure && !stands ? 0 : reruns;
  const compared = await compareWithReruns(baseline, report, again, times, deleted);
  const unprepared = failure && !stands ? failureText(failure) : null;
  const reproduced = await withReproduction(context, compared, { ...run, unprepared });
  const sound = reproduced.verdict === "pass" && unprepared === null;
  const tested = sound ? await withNewTests(context, reproduced, run) : reproduced;
  const comparison = withClaims(context, tested);
  return conclude(context, {
    comparison,
    report,
    installFailure: unprepared,
    mayRepair: needsRepair(comparison, unprepared === null) && mayRepair,
    scan: { endBy, limitMs },
  });
};

interface Conclusion {
  comparison: TestComparison;
  /** The run after the edits; null if there was none now. */
  report: TestReport | null;
  /** Why the dependencies are not there; null if they are. */
  installFailure: string | null;
  mayRepair: boolean;
  scan: { endBy: number; limitMs: number };
}

/** Stores the evidence, and decides between a repair, a review and publishing. */
async function conclude(
  context: StepContext,
  { comparison, report, installFailure, mayRepair, scan }: Conclusion,
): Promise<Outcome> {
  const { life, host, commit } = context;
  const { init } = life.record;
  const settings = await repoSettings(context);
  // No scan before a repair, which changes the tree.
  const scans = mayRepair ? () => {} : await scanChange(context, { settings, ...scan });
  const remarks = mayRepair
    ? []
    : await readAgain(context, {
        choice: settings?.second_reader ?? "off",
        comparison,
        endBy: scan.endBy,
      });
  const objections = commit(() => {
    scans();
    life.documents.put("exit_status_counts", settings?.exit_status_counts ?? false);
    life.documents.put("comparison", fitComparison(comparison, SHOWN_CHARS));
    if (installFailure !== null) life.documents.put("install_failure", installFailure);
    life.update((record) => {
      record.testedTree = record.tree;
    });
    const against = taskObjections(life);
    const next =
      mayRepair || remarks.length > 0
        ? "repair"
        : init.auto_pr && against.length === 0
          ? "publish"
          : "review";
    if (report)
      host.emit({
        type: "tests",
        message: `After the edits: ${summary(report)}`,
        data: { phase: "after", report },
      });
    host.emit({ type: "evidence", message: evidenceLine(comparison, next), data: { comparison } });
    return against;
  });
  if (mayRepair) return repairTests(context, comparison, false);
  if (remarks.length > 0) return answerReader(context, remarks);
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
}

/** What the last run showed, if the repair that it asked for changed nothing: the same tree needs no other run. */
function knownEvidence({ record, documents }: StepContext["life"]): TestComparison | null {
  if (record.round.kind !== "repair" || documents.get("repair_install") !== null) return null;
  if (documents.get("repair_reading") !== null) return null;
  const asked = documents.get("repair_tree");
  return asked !== null && asked === record.tree ? documents.get("repair") : null;
}

/** Broken tests, and a reproduction that still fails. */
const needsRepair = (comparison: TestComparison, installed: boolean): boolean =>
  isRepairable(comparison, installed) ||
  (comparison.reproduction !== undefined && stillFails(comparison.reproduction));

/** Changed files by weight: those with most of the change first, then by rank for the task. */
function byWeight(files: readonly FileDiff[], ranked: readonly string[]): string[] {
  const rank = new Map(ranked.map((path, index) => [path, index]));
  const rankOf = (path: string) => rank.get(path) ?? ranked.length;
  const lines = ({ additions, deletions, machine_written }: FileDiff) =>
    machine_written ? 0 : additions + deletions;
  return files
    .toSorted((a, b) => lines(b) - lines(a) || rankOf(a.path) - rankOf(b.path))
    .map(({ path }) => path);
}

/**
 * A removed test that passed before counts as broken; so does a run that broke off, by an error, a signal or a missing
 * program, where the baseline's did not. Packages that could not be fetched are not the change's fault.
 */
function isRepairable({ verdict, baseline, after }: TestComparison, installed: boolean): boolean {
  if (verdict !== "errored") return verdict === "broken";
  const ended = baseline?.outcome === "passed" || baseline?.outcome === "failed";
  return ended && installed && after.outcome === "errored";
}

function whatBroke({ verdict, counts }: TestComparison): string {
  if (verdict === "errored") return "the tests do not run any more";
  const gone = counts.broken + counts.removed;
  return gone === 0 || verdict !== "broken" ? "the reproduction still fails" : `${gone} tests broken or gone`;
}

/** Files that the approved plan deletes and that are deleted, with their old content. */
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

/**
 * Restores the environment of the baseline: dependencies and set-up. `stands` when the tests are meaningful despite an
 * install failure: the baseline had the same one, and the manifests equal the base's, or the same packages are missing.
 */
async function prepare(context: StepContext, wanted: Preparation): Promise<Prepared & { stands: boolean }> {
  const { life, checkout } = context;
  const prepared = await ensureInstalled(context, wanted);
  const plan = approvedPlan(life);
  if (!(await checkout.isSetUp())) {
    await ensureSetUp(context, plan, wanted);
    await checkout.markSetUp();
    // Files that the set-up wrote are not part of the change.
    await checkout.restore();
  }
  const changed = wanted.commands.cacheKey !== contextOf(life).commands.cacheKey;
  const bare = life.documents.get("bare_baseline") ?? false;
  const failed = life.documents.get("failed_installs") ?? [];
  const base = contextOf(life).commands.cacheKey ?? "";
  const { failure } = prepared;
  const same = bare && (!changed || (failure !== null && missedBefore(failed, base, failure)));
  return { ...prepared, stands: failure === null || same };
}

/** Starts a repair round. `isPart`: only the changed files' own tests ran, so that this is no evidence. */
function repairTests({ life }: StepContext, comparison: TestComparison, isPart: boolean): Outcome {
  const { repairs, tree } = life.record;
  const where = isPart ? " among those of the changed files" : "";
  return {
    event: "repair_needed",
    reason: `${whatBroke(comparison)}${where}, repair ${repairs + 1} of ${MAX_REPAIRS}`,
    before: () => {
      life.documents.delete("repair_install");
      life.documents.delete("repair_reading");
      life.documents.put("repair", fitComparison(comparison, SHOWN_CHARS));
      life.documents.put("repair_tree", isPart ? null : tree);
      if (isPart && tree !== null) life.documents.put("own_tests_failed", tree);
      else life.documents.delete("own_tests_failed");
    },
    change: (record) => {
      record.repairs += 1;
      record.round = { kind: "repair", n: record.round.n + 1 };
    },
  };
}

/** Starts a repair round with the package manager's output: tests on old modules would say nothing about the change. */
function repairInstall({ life }: StepContext, failure: InstallFailure): Outcome {
  return {
    event: "repair_needed",
    reason: `the dependencies cannot be installed, repair ${life.record.repairs + 1} of ${MAX_REPAIRS}`,
    before: () => {
      life.documents.delete("repair_reading");
      life.documents.put("repair_install", failure);
    },
    change: (record) => {
      record.repairs += 1;
      record.round = { kind: "repair", n: record.round.n + 1 };
    },
  };
}

/** Starts the one round in which the agent answers a second reader. No test is broken, so that it is none of the repairs. */
function answerReader({ life }: StepContext, remarks: ReadingFinding[]): Outcome {
  const count = `${remarks.length} ${remarks.length === 1 ? "finding" : "findings"}`;
  return {
    event: "repair_needed",
    reason: `a second reader has ${count}`,
    before: () => {
      life.documents.put("repair_reading", remarks);
      life.documents.put("reading_sent", true);
    },
    change: (record) => {
      record.round = { kind: "repair", n: record.round.n + 1 };
    },
  };
}

const notRun = (failure: InstallFailure): TestReport => ({
  outcome: "errored",
  evidence: "none",
  command: failure.command,
  exit_code: null,
  duration_ms: 0,
  counts: countCases([]),
  cases: [],
  output_tail: failure.output,
  note: `No test ran, because the dependencies are not there: ${failureText(failure)}.`,
});

/** What the agent claims, held against what ran on this change. */
function withClaims({ life }: StepContext, comparison: TestComparison): TestComparison {
  const claims = life.documents.get("claims") ?? [];
  if (claims.length === 0) return comparison;
  const commands = life.documents.get("command_records")?.items ?? [];
  const records = { commands, after: comparison.after, tree: life.record.tree };
  return { ...comparison, claims: judgeClaims(claims, records) };
}
