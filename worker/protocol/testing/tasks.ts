/** Tasks for tests: complete and valid, each in a state, with what a test is about said in `change`. */
import { isTerminal, stageOf, statusOf, type TaskState } from "../state.ts";
import { errorMessageOf, type TaskRun, type TaskSummary, type TaskView } from "../tasks.ts";

export const TEST_TASK_ID = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10";
const ENDED_AT = "2026-11-22T10:00:05.000Z";

/** A row of its owner's list. What follows from the state follows from it here as well. */
export const taskSummary = (state: TaskState, change: Partial<TaskSummary> = {}): TaskSummary => ({
  owner: { user_id: "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51", login: "ada", avatar_url: null },
  access: "owner",
  visibility: "private",
  archived_at: null,
  task_id: TEST_TASK_ID,
  status: statusOf(state),
  state,
  stage: stageOf(state),
  repo_full_name: "samples/invoice",
  branch: "main",
  title: "Add tests",
  provider: "demo",
  model: "demo",
  pr_url: null,
  head_branch: null,
  asks: false,
  diff_stat: null,
  error:
    state === "failed"
      ? { code: "model_no_quota", message: "The model's account has no credit left.", step: "apply" }
      : null,
  created_at: "2026-11-22T10:00:00.000Z",
  updated_at: ENDED_AT,
  completed_at: isTerminal(state) ? ENDED_AT : null,
  ...change,
});

/** As the API answers it to its owner: without a plan, a change or tests. */
export function taskView(state: TaskState, change: Partial<TaskView> = {}): TaskView {
  const summary = taskSummary(state, change);
  return {
    ...summary,
    prompt: "Write tests for computeTotal",
    images: [],
    auto_pr: false,
    review_plan: true,
    allow_read_only: false,
    budget: { max_cost_usd: null, max_tokens: null, max_minutes: null, max_model_calls: null },
    plan: null,
    plan_document: null,
    approved_version: null,
    error_message: errorMessageOf(summary),
    base_commit: null,
    tree: null,
    tests: null,
    baseline_since: null,
    objections: [],
    accepted_objections: null,
    usage: {
      ...{ input_tokens: 0, output_tokens: 0, cached_input_tokens: 0, cost_usd: null },
      ...{ commands: 0, command_ms: 0 },
    },
    worked_ms: 65_000,
    working_since: null,
    waiting_for_slot: null,
    sandbox: { state: "ready", isolation: "bubblewrap", network: "isolated" },
    set_aside: null,
    stopping: false,
    allowed: [],
    pending_messages: 0,
    head_seq: 0,
    version: 1,
    ...change,
  };
}

/** As its object knows it. */
export function taskRun(state: TaskState, change: Partial<TaskRun> = {}): TaskRun {
  const { owner, access, visibility, archived_at, ...run } = taskView(state, change);
  return run;
}
