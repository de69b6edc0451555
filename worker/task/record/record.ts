import type { BudgetSpent } from "../../agent/types.ts";
import type { TokenUsage } from "../../llm/types.ts";
import {
  type AcceptedObjections,
  type Actor,
  type Attachment,
  type CreateTask,
  type DiffStat,
  type SandboxLevel,
  type SandboxState,
  type StepKind,
  StepKind as StepKindSchema,
  type TaskFailure,
  type TaskState,
} from "../../protocol/index.ts";
import type { Facts } from "../state-machine.ts";

/** Input of the API when it creates a task. */
export interface TaskInit extends CreateTask {
  taskId: string;
  userId: string;
  /** The creator: its owner, or a program of the owner's. */
  creator: Actor;
  /** `https://host/t/<id>`, for the pull request's footer. */
  taskUrl: string;
  /** Stored images that `images` names. Absent in tasks created before images existed. */
  attachments?: Attachment[];
  /** The title if the user gave one before the start; otherwise the prompt's first line is used. */
  title?: string;
}

/** The purpose of the current round of `apply`. */
export type Round =
  | { kind: "plan"; n: number }
  | { kind: "repair"; n: number }
  | { kind: "follow_up"; n: number; text: string };

/** The mutable state of one task; small, replaced as a whole in a transaction. */
export interface TaskRecord {
  init: TaskInit;
  title: string;
  /** Whose words the title is; absent for the first line of the prompt, and for a title given before the start. */
  titledBy?: "agent" | "user";
  state: TaskState;
  /** Incremented by every fence; writes of a step of an older epoch are refused. */
  epoch: number;
  /** Incremented by every change; the mirror uses it to refuse stale writes. */
  version: number;
  createdAt: number;
  updatedAt: number;
  /** When the task ended; null before. */
  completedAt: number | null;
  baseCommit: string | null;
  planVersion: number | null;
  approvedVersion: number | null;
  /** The user's comment that the next `plan` step answers. */
  refinement: string | null;
  round: Round;
  /** Repair rounds since the last decision of the user. */
  repairs: number;
  /** The baseline has run or will not run. */
  baselineSettled: boolean;
  /** Start time of the running baseline. */
  baselineSince: number | null;
  /** The user skipped the baseline. */
  baselineSkipped: boolean;
  /** Tree of the last checkpoint; null while it equals the base. */
  tree: string | null;
  diffStat: DiffStat | null;
  /** The trees before parts of the change were taken back by hand, the last one last. Absent where nothing was. */
  undone?: string[];
  /** Tree that was tested. */
  testedTree: string | null;
  gatePassed: boolean;
  /** The tree that a person reviewed and asked to publish. */
  seenTree: string | null;
  /** The objections that this person accepted. */
  accepted: AcceptedObjections | null;
  pullRequest: { url: string; number: number; branch: string; commit: string } | null;
  /** The published branch. Stored before the first write to GitHub, never derived again. */
  branch: string | null;
  /**
   * Branches that the task no longer publishes to: somebody else pushed there, or the pull request was closed or
   * merged.
   */
  leftBranches: string[];
  /** A publishing is incomplete, and GitHub may already show parts of it. */
  writing: boolean;
  /** The user asked to stop such a publishing. */
  stopping: boolean;
  /** Tree of the pull request; a cancelled follow-up returns to it. */
  publishedTree: string | null;
  /** The change of a cancelled follow-up, kept for reading and download. */
  setAside: { tree: string; diffStat: DiffStat | null } | null;
  /** Why the task failed, or why its change was handed to the review. */
  failure: TaskFailure | null;
  sandbox: SandboxLevel & { state: SandboxState };
  /** Total usage. `costUsd` is null once a call's price was unknown. */
  spent: TokenUsage & { modelCalls: number; toolCalls: number; costUsd: number | null };
  /** Usage counted against the budget; reset when the user retries or follows up. */
  budget: BudgetSpent;
  /** Milliseconds in working states, for the task's deadline. */
  activeMs: number;
  activeSince: number | null;
  /** Milliseconds in working states since the task was created; absent before the first of them ended. */
  workedMs?: number;
  /** The agent waits for an answer to its question. */
  asks?: boolean;
  finalSummary: string | null;
}

const TITLE_CHARS = 80;

/** First line of the prompt, cut at a word. */
export function titleOf(prompt: string): string {
  const line = prompt.trim().split("\n", 1)[0]?.trim() ?? "";
  if (line.length <= TITLE_CHARS) return line;
  const cut = line.slice(0, TITLE_CHARS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 40))}…`;
}

export const emptyBudget = (): BudgetSpent => ({
  modelCalls: 0,
  toolCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  costUsd: 0,
});

export function newRecord(init: TaskInit, now: number): TaskRecord {
  return {
    init,
    title: init.title ?? titleOf(init.prompt),
    state: "queued",
    epoch: 1,
    version: 1,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    baseCommit: null,
    planVersion: null,
    approvedVersion: null,
    refinement: null,
    round: { kind: "plan", n: 0 },
    repairs: 0,
    baselineSettled: false,
    baselineSince: null,
    baselineSkipped: false,
    tree: null,
    diffStat: null,
    testedTree: null,
    gatePassed: false,
    seenTree: null,
    accepted: null,
    pullRequest: null,
    branch: null,
    leftBranches: [],
    writing: false,
    stopping: false,
    publishedTree: null,
    setAside: null,
    failure: null,
    sandbox: { state: "none", isolation: null, network: null },
    budget: emptyBudget(),
    spent: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, modelCalls: 0, toolCalls: 0, costUsd: 0 },
    activeMs: 0,
    activeSince: now,
    finalSummary: null,
  };
}

export function factsOf(record: TaskRecord): Facts {
  const step = StepKindSchema.safeParse(record.failure?.step);
  const failedStep: StepKind | null = step.success ? step.data : null;
  return {
    reviewPlan: record.init.review_plan,
    autoPr: record.init.auto_pr,
    hasChanges: record.tree !== null,
    gatePassed: record.gatePassed,
    baselineRuns: record.baselineSince !== null,
    undone: (record.undone ?? []).length > 0,
    failedStep,
    reached: reachedOf(record),
    planWaits: record.planVersion !== record.approvedVersion,
    published: record.pullRequest !== null,
    writing: record.writing,
    stopping: record.stopping,
  };
}

function reachedOf({ baseCommit, planVersion, approvedVersion }: TaskRecord): Facts["reached"] {
  if (approvedVersion !== null) return "approved";
  if (planVersion !== null) return "planned";
  return baseCommit === null ? "nothing" : "cloned";
}

/** The trees whose change may still be read, downloaded or restored. */
export const keptTrees = ({ tree, undone, publishedTree, setAside }: TaskRecord): (string | null)[] => [
  tree,
  ...(undone ?? []),
  publishedTree,
  setAside?.tree ?? null,
];
