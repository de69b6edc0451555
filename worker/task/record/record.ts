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
import type { Facts } from "./machine.ts";

/** What the API hands over when it creates a task. */
export interface TaskInit extends CreateTask {
  taskId: string;
  userId: string;
  /** Who made it: its owner, or a program of theirs. */
  creator: Actor;
  /** `https://host/t/<id>`, for the pull request's footer. */
  taskUrl: string;
  /** What `images` names. Tasks from before there were images have none. */
  attachments?: Attachment[];
  /** A title that the user gave before the task started; the prompt's first line without it. */
  title?: string;
}

/** What the current round of `apply` is for. */
export type Round =
  | { kind: "plan"; n: number }
  | { kind: "repair"; n: number }
  | { kind: "follow_up"; n: number; text: string };

/** The mutable truth about one task; small, replaced as a whole in a transaction. */
export interface TaskRecord {
  init: TaskInit;
  title: string;
  state: TaskState;
  /** Grows with every fence; a step of an older epoch writes nothing any more. */
  epoch: number;
  /** Grows with every change; guards the mirror. */
  version: number;
  createdAt: number;
  updatedAt: number;
  /** When the task came to its end; null while it has not. */
  completedAt: number | null;
  baseCommit: string | null;
  planVersion: number | null;
  approvedVersion: number | null;
  /** Text of the refinement that the next `plan` step answers. */
  refinement: string | null;
  round: Round;
  /** Repair rounds spent since the user last had a say. */
  repairs: number;
  /** The tests before the edits ran, or will not run. */
  baselineSettled: boolean;
  /** When the tests before the edits began that run now. */
  baselineSince: number | null;
  /** The user goes on without them. */
  baselineSkipped: boolean;
  /** Tree of the change at the last checkpoint; null while it equals the base. */
  tree: string | null;
  diffStat: DiffStat | null;
  /** Tree that the evidence is about. */
  testedTree: string | null;
  gatePassed: boolean;
  /** The tree that a person saw and asked the pull request of; no other has been seen. */
  seenTree: string | null;
  /** What that person accepted of what stands against it. */
  accepted: AcceptedObjections | null;
  pullRequest: { url: string; number: number; branch: string; commit: string } | null;
  /** The branch that the change is published on. Stored before the first write to GitHub, never derived again. */
  branch: string | null;
  /** Branches that the task published on and gave up: somebody else works there, or their pull request has ended. */
  leftBranches: string[];
  /** GitHub may show something of a publishing that has not come to its end. */
  writing: boolean;
  /** The user has asked to stop such a publishing. */
  stopping: boolean;
  /** What the pull request shows; a follow-up that is cancelled leads back to it. */
  publishedTree: string | null;
  /** The change of a follow-up that was cancelled. Kept to be read and downloaded. */
  setAside: { tree: string; diffStat: DiffStat | null } | null;
  /** Why the task failed, or what stopped it where it waits for its user with a change. */
  failure: TaskFailure | null;
  sandbox: SandboxLevel & { state: SandboxState };
  /** Everything this task has used. `costUsd` is null once a call's price was unknown. */
  spent: TokenUsage & { modelCalls: number; toolCalls: number; costUsd: number | null };
  /** What counts against the budget; starts anew when the user retries or follows up. */
  budget: BudgetSpent;
  /** Milliseconds spent in states that work, for the task's deadline. */
  activeMs: number;
  activeSince: number | null;
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

/** The trees whose change somebody may still want to read, download or go back to. */
export const keptTrees = ({ tree, publishedTree, setAside }: TaskRecord): (string | null)[] => [
  tree,
  publishedTree,
  setAside?.tree ?? null,
];
