/**
 * The life of a task, and the only place that knows it. Pure: no clock, no storage, no I/O.
 *
 * `TRANSITIONS` is the whole truth; docs/state-machine.md and the SQL enum are checked against it by tests. What the
 * web app may know of it stands in `protocol/moves.ts`, from which those rows are read.
 * `transition` answers what the next state is and what has to be done about it, or why it is refused.
 */
import {
  COMMAND_MOVES,
  type Command,
  isTerminal,
  RESUME,
  type StepKind,
  TaskState,
} from "../../protocol/index.ts";

/** Facts about the task that a transition may depend on. */
export interface Facts {
  /** The user chose at creation to approve the first plan unseen. */
  reviewPlan: boolean;
  /** The user chose at creation to open the pull request without the diff gate. */
  autoPr: boolean;
  /** The checkout differs from the base commit. */
  hasChanges: boolean;
  /** Tests ran after the edits and broke nothing. */
  gatePassed: boolean;
  /** Tests run on the untouched tree. */
  baselineRuns: boolean;
  /** The step that failed; `retry` starts it again. */
  failedStep: StepKind | null;
  /** How far the task has come: what a message to a task that has ended can go on from. */
  reached: "nothing" | "cloned" | "planned" | "approved";
  /** The newest plan version is not the one that was approved. */
  planWaits: boolean;
  /** The task has a pull request. */
  published: boolean;
  /** GitHub may show something of a publishing that has not come to its end. */
  writing: boolean;
  /** The user has asked to stop such a publishing. */
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
  /** The step at work stops by itself, at the next point where GitHub shows all of its change or nothing. */
  | { type: "stop_later" }
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

type Target = TaskState | ((facts: Facts, from: TaskState) => TaskState | Refusal);

interface Rule {
  from: readonly TaskState[];
  to: Target;
  /** Every state `to` may answer; what diagram and tests read. */
  may: readonly TaskState[];
  effects: (to: TaskState, facts: Facts, from: TaskState) => Effect[];
}

const enqueue = (step: StepKind): Effect => ({ type: "enqueue", step });
const WAIT: Effect = { type: "await_user" };
const FENCE: Effect = { type: "fence" };

const ACTIVE = TaskState.options.filter((state) => !isTerminal(state));

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

/** Where a message takes up a task that waits for nothing. */
const GO_ON: Record<Facts["reached"], TaskState> = {
  nothing: "queued",
  cloned: "analyzing",
  planned: "planning",
  approved: "applying",
};

/** What a step of the state has to be queued for it; none where the user is waited for. */
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
  follow_up: {
    from: ["reviewing", "complete", "failed", "cancelled"],
    to: ({ reached }, from) => (from === "reviewing" || from === "complete" ? "applying" : GO_ON[reached]),
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
    // Of a task that was cancelled: a pull request that came to be before anybody could stop it.
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
      // The step stops by itself where GitHub shows all or nothing, and fires this again.
      if (from === "publishing" && writing)
        return stopping ? { refused: "the task is being stopped already" } : "publishing";
      return published ? "complete" : "cancelled";
    },
    may: ["publishing", "complete", "cancelled"],
    effects: (to) => (to === "publishing" ? [{ type: "stop_later" }] : [FENCE, enqueue("cleanup")]),
  },
  failed: {
    from: ACTIVE,
    // Work that exists is not stranded by what stopped it. Only who keeps silent until the deadline loses the task.
    to: ({ hasChanges }, from) => (hasChanges && STEP_OF[from] !== null ? "reviewing" : "failed"),
    may: ["failed", "reviewing"],
    effects: (to) => (to === "reviewing" ? [FENCE, WAIT] : [FENCE]),
  },
};

/** What an ended task left behind (its clean-up) must not meet what begins now. */
function again(from: TaskState): Effect[] {
  return from === "failed" || from === "cancelled" ? [FENCE] : [];
}

/** Back to the step that failed; to the question that nobody answered where none did. */
function resume({ failedStep, planWaits, reached }: Facts, from: TaskState): TaskState | Refusal {
  const nothing = { refused: "nothing can be retried" };
  if (from === "reviewing") {
    // What could not be published is published by the command for that.
    const step = failedStep === "publish" ? null : failedStep;
    return (step && RESUME[step]) ?? nothing;
  }
  if (failedStep) return RESUME[failedStep] ?? nothing;
  if (planWaits) return "awaiting_approval";
  return reached === "approved" ? "reviewing" : nothing;
}

/**
 * Decides one event. The caller applies the answer in one transaction.
 * A refusal is an expected answer (`invalid_state` at the API), never thrown.
 */
export function transition(state: TaskState, event: TaskEventName, facts: Facts): Move | Refusal {
  const rule = TRANSITIONS[event];
  if (!rule.from.includes(state)) return { refused: `a task that is ${state} cannot take ${event}` };
  const to = typeof rule.to === "function" ? rule.to(facts, state) : rule.to;
  if (typeof to !== "string") return to;
  return { state: to, effects: rule.effects(to, facts, state) };
}

export const isRefusal = (answer: Move | Refusal): answer is Refusal => "refused" in answer;

/** The user's commands that the state accepts; what the API lists as `allowed`. */
export function allowedCommands(state: TaskState, facts: Facts): Command[] {
  const takes = (event: TaskEventName) => !isRefusal(transition(state, event, facts));
  const commands: Command[] = [];
  if (state === "awaiting_approval") commands.push("approve", "edit_plan", "refine");
  // While work goes on a message waits in the inbox, and while a plan waits it refines it.
  if (!isTerminal(state) || takes("follow_up")) commands.push("message");
  if (takes("publish_requested")) commands.push("apply");
  if (facts.baselineRuns && !isTerminal(state)) commands.push("skip_baseline");
  if (takes("cancel_requested")) commands.push("cancel");
  if (takes("retry_requested")) commands.push("retry");
  return commands;
}
