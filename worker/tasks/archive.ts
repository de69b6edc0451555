/** Tasks as Postgres remembers them: the list, and what is left when a task's object has expired. */
import {
  type Attachment,
  errorMessageOf,
  type FileDiff,
  stageOf,
  statusOf,
  TaskBudget,
  type TaskDiff,
  type TaskPlacement,
  type TaskSummary,
  type TaskView,
  withoutCases,
} from "../protocol/index.ts";
import { fileDiffOf } from "../store/files-diff.ts";
import type { FileDiffRow, TaskRow } from "../store/rows.ts";

export function summaryOf(row: TaskRow, placement: TaskPlacement): TaskSummary {
  return {
    ...placement,
    task_id: row.id,
    status: statusOf(row.state),
    state: row.state,
    stage: stageOf(row.state),
    repo_full_name: row.repo,
    branch: row.branch,
    title: row.title,
    provider: row.provider,
    model: row.model,
    pr_url: row.pr_url,
    head_branch: row.head_branch,
    asks: row.asks,
    diff_stat: row.diff_stat,
    error: row.error,
    created_at: row.created_at,
    updated_at: row.updated_at,
    completed_at: row.completed_at,
  };
}

const NO_USAGE = {
  input_tokens: 0,
  output_tokens: 0,
  cached_input_tokens: 0,
  cost_usd: null,
  commands: 0,
  command_ms: 0,
};

/** An expired task takes no commands. `images` are those that `row` names, as far as they are there. */
export function archivedView(row: TaskRow, placement: TaskPlacement, images: Attachment[]): TaskView {
  return {
    ...summaryOf(row, placement),
    prompt: row.prompt,
    images,
    auto_pr: row.auto_pr,
    review_plan: row.review_plan,
    allow_read_only: row.allow_read_only,
    budget: TaskBudget.parse(row.budget),
    plan: row.plan,
    plan_document: row.plan_document,
    approved_version: row.approved_version,
    error_message: errorMessageOf(row),
    base_commit: row.base_commit,
    tree: null,
    tests: row.tests && withoutCases(row.tests),
    baseline_since: null,
    // Nothing can be published any more; what was accepted stands in the pull request.
    objections: [],
    accepted_objections: null,
    usage: row.usage ?? NO_USAGE,
    worked_ms: row.worked_ms ?? 0,
    working_since: null,
    waiting_for_slot: null,
    sandbox: row.sandbox ?? { state: "destroyed", isolation: null, network: null },
    set_aside: null,
    stopping: false,
    allowed: [],
    pending_messages: 0,
    head_seq: row.head_seq,
    version: row.version,
  };
}

/** Diffs of single files that were too large to mirror are missing from `patch`; the files are listed all the same. */
export function archivedDiff(row: TaskRow, rows: FileDiffRow[]): TaskDiff {
  const files: FileDiff[] = rows.map(fileDiffOf);
  return {
    base_commit: row.base_commit,
    tree: null,
    files,
    patch: rows.map((file) => file.diff_text ?? "").join(""),
  };
}
