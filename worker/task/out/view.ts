import {
  type ChangeName,
  errorMessageOf,
  isTerminal,
  planAsText,
  stageOf,
  statusOf,
  type TaskDiff,
  type TaskRef,
  type TaskRun,
  type TestQuery,
  type TestReport,
  withoutCases,
} from "../../protocol/index.ts";
import type { Changes } from "../change-set/changes.ts";
import { taskObjections } from "../objections/read-change.ts";
import { baselineOf } from "../record/documents-of.ts";
import { evidenceOf } from "../record/evidence.ts";
import type { Life } from "../record/life.ts";
import { setAsideFiles } from "../record/published.ts";
import { factsOf, type TaskRecord } from "../record/record.ts";
import { allowedCommands } from "../state-machine.ts";

/** One run of the evidence; before the edits are judged, the tests before them. */
export const runOfPhase = (life: Life, phase: TestQuery["phase"]): TestReport | null => {
  const tests = evidenceOf(life);
  return phase === "after" ? (tests?.after ?? null) : (tests?.baseline ?? baselineOf(life));
};

const NO_CHANGE = { files: 0, additions: 0, deletions: 0 };

export const refOf = (record: TaskRecord): TaskRef => ({
  task_id: record.init.taskId,
  status: statusOf(record.state),
  state: record.state,
});

/** The task as the API shows it, without its `TaskPlacement`. */
export function viewOf(life: Life, pendingMessages: number): TaskRun {
  const { record } = life;
  const { init } = record;
  const tests = evidenceOf(life);
  const commands = life.documents.get("command_records");
  const plan = record.planVersion === null ? null : life.plan(record.planVersion);
  return {
    ...refOf(record),
    stage: stageOf(record.state),
    repo_full_name: init.repo_full_name,
    branch: init.branch,
    title: record.title,
    prompt: init.prompt,
    images: init.attachments ?? [],
    provider: init.provider,
    model: init.model,
    auto_pr: init.auto_pr,
    review_plan: init.review_plan,
    allow_read_only: init.allow_read_only,
    budget: init.budget,
    pr_url: record.pullRequest?.url ?? null,
    head_branch: record.branch,
    asks: record.asks ?? false,
    diff_stat: record.diffStat,
    error: record.failure,
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    completed_at: record.completedAt === null ? null : new Date(record.completedAt).toISOString(),
    plan: plan && planAsText(plan),
    plan_document: plan,
    approved_version: record.approvedVersion,
    error_message: errorMessageOf({ state: record.state, error: record.failure }),
    base_commit: record.baseCommit,
    tree: record.tree,
    tests: tests && withoutCases(tests),
    baseline_since:
      record.baselineSince === null || isTerminal(record.state)
        ? null
        : new Date(record.baselineSince).toISOString(),
    objections: taskObjections(life),
    accepted_objections: record.accepted,
    usage: {
      input_tokens: record.spent.inputTokens,
      output_tokens: record.spent.outputTokens,
      cached_input_tokens: record.spent.cachedInputTokens,
      cost_usd: record.spent.costUsd,
      commands: commands?.count ?? 0,
      command_ms: Math.round(commands?.ms ?? 0),
    },
    worked_ms: record.workedMs ?? 0,
    working_since: record.activeSince === null ? null : new Date(record.activeSince).toISOString(),
    sandbox: record.sandbox,
    waiting_for_slot: life.documents.get("slot")?.wait ?? null,
    set_aside: record.setAside && (record.setAside.diffStat ?? NO_CHANGE),
    stopping: record.stopping,
    allowed: allowedCommands(record.state, factsOf(record)),
    pending_messages: pendingMessages,
    head_seq: life.journal.head(),
    version: record.version,
  };
}

/** An RPC answer holds at most 32 MB, at two bytes per character. */
const MAX_SHOWN_PATCH_CHARS = 8_000_000;

/** A stored change. Files beyond the size limit are listed without their diff. */
export async function diffOf(life: Life, changes: Changes, name: ChangeName): Promise<TaskDiff> {
  const { record } = life;
  const tree = treeOf(record, name);
  const files = name === "task" ? life.documents.get("diff") : setAsideFiles(life);
  const shown = await changes.shown(tree, files ?? [], MAX_SHOWN_PATCH_CHARS);
  return {
    base_commit: record.baseCommit,
    tree,
    files: shown.map(({ patch: _, ...file }) => file),
    patch: shown.map(({ patch }) => patch ?? "").join(""),
  };
}

/** The tree of a change; null when there is none. */
export const treeOf = (record: TaskRecord, name: ChangeName): string | null =>
  name === "task" ? record.tree : (record.setAside?.tree ?? null);
