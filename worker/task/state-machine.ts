/**
 * The task's state machine. Pure: no clock, no storage, no I/O.
 *
 * `TRANSITIONS` is the only definition; tests compare docs/state-machine.md and the SQL enum with it. Rows that the web
 * app also needs are read from `protocol/command-moves.ts`. `transition` returns the next state and its effects, or a refusal.
 */
import {
  COMMAND_MOVES,
  type Command,
  isTerminal,
  RESUME,
  type StepKind,
  TaskState,
} from "../protocol/index.ts";

/** Facts about the task that a transition may depend on. */
export interface Facts {
  /** Chosen at creation: the first plan waits for an approval. */
  reviewPlan: boolean;
  /** Chosen at creation: open the pull request without a review when there are no objections. */
  autoPr: boolean;
  /** The checkout differs from the base commit. */
  hasChanges: boolean;
  /** Tests ran after the edits and broke nothing. */
  gatePassed: boolean;
  /** The baseline is running. */
  baselineRuns: boolean;
  /** Parts of the change were taken back by hand, and can be brought back. */
  undone: boolean;
  /** The step that failed; `retry` starts it again. */
  failedStep: StepKind | null;
  /** Progress so far: decides where a message restarts a task that has ended. */
  reached: "nothing" | "cloned" | "planned" | "approved";
  /** The newest plan version is not approved. */
  planWaits: boolean;
  /** The task has a pull request. */
  published: boolean;
  /** A publishing is incomplete, and GitHub may already show parts of it. */
  writing: boolean;
  /** The user asked to stop such a publishing. */
  stopping: boolean;
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
  | "undone"
  | "follow_up"
  | "publish_requested"
  | "published"
  | "retry_requested"
  | "cancel_requested"
  | "failed";

export type Effect =
  | { type: "enqueue"; step: StepKind }
  /** Fences every running step: increments the epoch, voids leases, kills processes. */
  | { type: "fence" }
  /** The running step stops itself at the next point where GitHub shows the whole change or nothing. */
  | { type: "stop_later" }
  /** Sets the deadline for the user's answer; it fails the task with `approval_expired`. */
  | { type: "await_user" }
  /** Approves the plan named by the event, as chosen at creation. */
  | { type: "auto_approve" };

export interface Move {
  state: TaskState;
  effects: Effect[];
}

export interface Refusal {
  refused: string;
}

type Target = TaskState | ((facts: Facts, from: TaskState) => TaskState | Refusal);

interface Rule {
  from: readonly TaskState[];
  to: Target;
  /** Every state that `to` may return; read by diagram and tests. */
  may: readonly TaskState[];
  effects: (to: TaskState, facts: Facts, from: TaskState) => Effect[];
}

const enqueue = (step: StepKind): Effect => ({ type: "enqueue", step });
const WAIT: Effect = { type: "await_user" };
const FENCE: Effect = { type: "fence" };

const ACTIVE = TaskState.options.filter((state) => !isTerminal(state));

/** The step that works in a state; null when the task waits or has ended. */
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

/** The state in which a message restarts an ended task. */
const RESTART_STATE: Record<Facts["reached"], TaskState> = {
  nothing: "queued",
  cloned: "analyzing",
  planned: "planning",
  approved: "applying",
};

/** Effects that start a state's work: none when it waits for the user. */
const work = (state: TaskState): Effect[] => {
  const step = STEP_OF[state];
  return step ? [enqueue(step)] : [WAIT];
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
    // The baseline runs in parallel with planning; only the first write of `apply` waits for it.
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
    ...COMMAND_MOVES.refine,
    may: [COMMAND_MOVES.refine.to],
    effects: () => [enqueue("plan")],
  },
  plan_approved: {
    ...COMMAND_MOVES.approve,
    may: [COMMAND_MOVES.approve.to],
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
  // Parts of the change were taken back, or brought back, by hand.
  undone: {
    from: ["reviewing"],
    to: "reviewing",
    may: ["reviewing"],
    effects: () => [WAIT],
  },
  follow_up: {
    from: ["reviewing", "complete", "failed", "cancelled"],
    to: ({ reached }, from) =>
      from === "reviewing" || from === "complete" ? "applying" : RESTART_STATE[reached],
    may: ["applying", "queued", "analyzing", "planning"],
    effects: (to, _facts, from) => [...again(from), ...work(to)],
  },
  publish_requested: {
    from: COMMAND_MOVES.apply.from,
    to: ({ hasChanges }) =>
      hasChanges ? COMMAND_MOVES.apply.to : { refused: "there is no change to publish" },
    may: [COMMAND_MOVES.apply.to],
    effects: (_to, _facts, from) => [...again(from), enqueue("publish")],
  },
  published: {
    // `cancelled`: the pull request was opened before the cancellation took effect.
    from: ["publishing", "cancelled"],
    to: "complete",
    may: ["complete"],
    effects: () => [enqueue("cleanup")],
  },
  retry_requested: {
    from: ["failed", "reviewing"],
    to: resume,
    may: [
      "queued",
      "analyzing",
      "planning",
      "applying",
      "testing",
      "publishing",
      "awaiting_approval",
      "reviewing",
    ],
    effects: (to) => [FENCE, ...work(to)],
  },
  cancel_requested: {
    from: ACTIVE,
    to: ({ writing, stopping, published }, from) => {
      // The step stops itself where GitHub shows all or nothing, and fires this event again.
      if (from === "publishing" && writing)
        return stopping ? { refused: "the task is being stopped already" } : "publishing";
      return published ? "complete" : "cancelled";
    },
    may: ["publishing", "complete", "cancelled"],
    effects: (to) => (to === "publishing" ? [{ type: "stop_later" }] : [FENCE, enqueue("cleanup")]),
  },
  failed: {
    from: ACTIVE,
    // A failure hands an existing change to the user's review. Only a missed answer deadline fails the task.
    to: ({ hasChanges }, from) => (hasChanges && STEP_OF[from] !== null ? "reviewing" : "failed"),
    may: ["failed", "reviewing"],
    effects: (to) => (to === "reviewing" ? [FENCE, WAIT] : [FENCE]),
  },
};

/** A clean-up that still runs must not interfere with the restarted task. */
function again(from: TaskState): Effect[] {
  return from === "failed" || from === "cancelled" ? [FENCE] : [];
}

/** The state of the failed step; the unanswered question if no step failed. */
function resume({ failedStep, planWaits, reached }: Facts, from: TaskState): TaskState | Refusal {
  const nothing = { refused: "nothing can be retried" };
  if (from === "reviewing") {
    // A failed publishing is retried by the `apply` command.
    const step = failedStep === "publish" ? null : failedStep;
    return (step && RESUME[step]) ?? nothing;
  }
  if (failedStep) return RESUME[failedStep] ?? nothing;
  if (planWaits) return "awaiting_approval";
  return reached === "approved" ? "reviewing" : nothing;
}

/**
 * Decides one event. The caller applies the result in one transaction. A refusal is an expected result (`invalid_state`
 * at the API), never thrown.
 */
export function transition(state: TaskState, event: TaskEventName, facts: Facts): Move | Refusal {
  const rule = TRANSITIONS[event];
  if (!rule.from.includes(state)) return { refused: `a task that is ${state} cannot take ${event}` };
  const to = typeof rule.to === "function" ? rule.to(facts, state) : rule.to;
  if (typeof to !== "string") return to;
  return { state: to, effects: rule.effects(to, facts, state) };
}

export const isRefusal = (answer: Move | Refusal): answer is Refusal => "refused" in answer;

/** The commands that the state accepts; the API lists them as `allowed`. */
export function allowedCommands(state: TaskState, facts: Facts): Command[] {
  const takes = (event: TaskEventName) => !isRefusal(transition(state, event, facts));
  const commands: Command[] = [];
  if (state === "awaiting_approval") commands.push("approve", "edit_plan", "refine");
  // While a step runs a message waits in the inbox, and while a plan waits it refines that plan.
  if (!isTerminal(state) || takes("follow_up")) commands.push("message");
  if (takes("publish_requested")) commands.push("apply");
  if (takes("undone") && facts.hasChanges) commands.push("undo");
  if (takes("undone") && facts.undone) commands.push("redo");
  if (facts.baselineRuns && !isTerminal(state)) commands.push("skip_baseline");
  if (takes("cancel_requested")) commands.push("cancel");
  if (takes("retry_requested")) commands.push("retry");
  return commands;
}
