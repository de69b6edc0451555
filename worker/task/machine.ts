/**
 * The life of a task, and the only place that knows it. Pure: no clock, no storage, no I/O.
 *
 * `TRANSITIONS` is the whole truth; docs/state-machine.md and the SQL enum are checked against it by tests.
 * `transition` answers what the next state is and what has to be done about it, or why it is refused.
 */
import { type Command, isTerminal, type StepKind, TaskState } from "../protocol/index.ts";

/** Facts about the task that a transition may depend on. */
export interface Facts {
  /** The user chose at creation to approve the first plan unseen. */
  reviewPlan: boolean;
  /** The user chose at creation to open the pull request without the diff gate. */
  autoPr: boolean;
  /** The workspace differs from the base commit. */
  hasChanges: boolean;
  /** Tests ran after the edits and broke nothing. */
  gatePassed: boolean;
  /** The step that failed; `retry` starts it again. */
  failedStep: StepKind | null;
}

export type TaskEventName =
  | "clone_started"
  | "cloned"
  | "analyzed"
  | "planned"
  | "plan_edited"
  | "refine_requested"
  | "plan_approved"
  | "scope_exceeded"
  | "asked"
  | "applied"
  | "repair_needed"
  | "tested"
  | "follow_up"
  | "publish_requested"
  | "published"
  | "retry_requested"
  | "cancel_requested"
  | "failed";

export type Effect =
  | { type: "enqueue"; step: StepKind }
  /** Fences every running step: the epoch grows, leases are void, processes are killed. */
  | { type: "fence" }
  /** The wait for the user is bounded; the deadline fails the task with `approval_expired`. */
  | { type: "await_user" }
  /** The plan named by the event is approved by the choice made at creation. */
  | { type: "auto_approve" };

export interface Move {
  state: TaskState;
  effects: Effect[];
}

export interface Refusal {
  refused: string;
}

type Target = TaskState | ((facts: Facts) => TaskState | Refusal);

interface Rule {
  from: readonly TaskState[];
  to: Target;
  /** Every state `to` may answer; what diagram and tests read. */
  may: readonly TaskState[];
  effects: (to: TaskState, facts: Facts) => Effect[];
}

const enqueue = (step: StepKind): Effect => ({ type: "enqueue", step });
const WAIT: Effect = { type: "await_user" };
const FENCE: Effect = { type: "fence" };

const ACTIVE = TaskState.options.filter((state) => !isTerminal(state));

/** Where a failed step takes the task up again. */
const RESUME: Record<StepKind, TaskState | null> = {
  clone: "queued",
  baseline: null,
  analyze: "analyzing",
  plan: "planning",
  apply: "applying",
  test: "testing",
  publish: "publishing",
  cleanup: null,
};

export const TRANSITIONS: Record<TaskEventName, Rule> = {
  clone_started: { from: ["queued"], to: "cloning", may: ["cloning"], effects: () => [] },
  cloned: {
    from: ["cloning"],
    to: "analyzing",
    may: ["analyzing"],
    effects: () => [enqueue("analyze")],
  },
  analyzed: {
    from: ["analyzing"],
    to: "planning",
    may: ["planning"],
    // The baseline runs beside planning; only `apply` waits for it.
    effects: () => [enqueue("plan"), enqueue("baseline")],
  },
  planned: {
    from: ["planning"],
    to: (facts) => (facts.reviewPlan ? "awaiting_approval" : "applying"),
    may: ["awaiting_approval", "applying"],
    effects: (to) => (to === "applying" ? [{ type: "auto_approve" }, enqueue("apply")] : [WAIT]),
  },
  plan_edited: {
    from: ["awaiting_approval"],
    to: "awaiting_approval",
    may: ["awaiting_approval"],
    effects: () => [WAIT],
  },
  refine_requested: {
    from: ["awaiting_approval"],
    to: "planning",
    may: ["planning"],
    effects: () => [enqueue("plan")],
  },
  plan_approved: {
    from: ["awaiting_approval"],
    to: "applying",
    may: ["applying"],
    effects: () => [enqueue("apply")],
  },
  scope_exceeded: {
    from: ["applying"],
    to: "awaiting_approval",
    may: ["awaiting_approval"],
    effects: () => [WAIT],
  },
  asked: {
    from: ["applying"],
    to: "reviewing",
    may: ["reviewing"],
    effects: () => [WAIT],
  },
  applied: {
    from: ["applying"],
    to: (facts) => (facts.hasChanges ? "testing" : "reviewing"),
    may: ["testing", "reviewing"],
    effects: (to) => (to === "testing" ? [enqueue("test")] : [WAIT]),
  },
  repair_needed: {
    from: ["testing"],
    to: "applying",
    may: ["applying"],
    effects: () => [enqueue("apply")],
  },
  tested: {
    from: ["testing"],
    to: (facts) => (facts.autoPr && facts.gatePassed ? "publishing" : "reviewing"),
    may: ["reviewing", "publishing"],
    effects: (to) => (to === "publishing" ? [enqueue("publish")] : [WAIT]),
  },
  follow_up: {
    from: ["reviewing", "complete"],
    to: "applying",
    may: ["applying"],
    effects: () => [enqueue("apply")],
  },
  publish_requested: {
    from: ["reviewing"],
    to: (facts) => (facts.hasChanges ? "publishing" : { refused: "there is no change to publish" }),
    may: ["publishing"],
    effects: () => [enqueue("publish")],
  },
  published: {
    from: ["publishing"],
    to: "complete",
    may: ["complete"],
    effects: () => [enqueue("cleanup")],
  },
  retry_requested: {
    from: ["failed"],
    to: (facts) => {
      const state = facts.failedStep && RESUME[facts.failedStep];
      return state ?? { refused: "nothing can be retried" };
    },
    may: ["queued", "analyzing", "planning", "applying", "testing", "publishing"],
    effects: (_to, facts) => [FENCE, ...(facts.failedStep ? [enqueue(facts.failedStep)] : [])],
  },
  cancel_requested: {
    from: ACTIVE,
    to: "cancelled",
    may: ["cancelled"],
    effects: () => [FENCE, enqueue("cleanup")],
  },
  failed: { from: ACTIVE, to: "failed", may: ["failed"], effects: () => [FENCE] },
};

/**
 * Decides one event. The caller applies the answer in one transaction.
 * A refusal is an expected answer (`invalid_state` at the API), never thrown.
 */
export function transition(state: TaskState, event: TaskEventName, facts: Facts): Move | Refusal {
  const rule = TRANSITIONS[event];
  if (!rule.from.includes(state)) return { refused: `a task that is ${state} cannot take ${event}` };
  const to = typeof rule.to === "function" ? rule.to(facts) : rule.to;
  if (typeof to !== "string") return to;
  return { state: to, effects: rule.effects(to, facts) };
}

export const isRefusal = (answer: Move | Refusal): answer is Refusal => "refused" in answer;

/** Which step does the work of a state; null where the task waits or has ended. */
export const STEP_OF: Record<TaskState, StepKind | null> = {
  queued: "clone",
  cloning: "clone",
  analyzing: "analyze",
  planning: "plan",
  awaiting_approval: null,
  applying: "apply",
  testing: "test",
  reviewing: null,
  publishing: "publish",
  complete: null,
  failed: null,
  cancelled: null,
};

/** The user's commands that the state accepts; what the API lists as `allowed`. */
export function allowedCommands(state: TaskState, facts: Facts): Command[] {
  const commands: Command[] = [];
  if (state === "awaiting_approval") commands.push("approve", "edit_plan", "refine");
  if (!isTerminal(state) || state === "complete") commands.push("message");
  if (state === "reviewing" && facts.hasChanges) commands.push("apply");
  if (!isTerminal(state)) commands.push("cancel");
  if (state === "failed" && !isRefusal(transition(state, "retry_requested", facts))) commands.push("retry");
  return commands;
}
