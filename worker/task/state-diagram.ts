/** The transition table as a Mermaid diagram, for docs/state-machine.md. */
import { StepKind, TaskState } from "../protocol/index.ts";
import { type Facts, isRefusal, type TaskEventName, TRANSITIONS, transition } from "./state-machine.ts";

const FLAGS = [false, true];
const VALUES: { [F in keyof Facts]: readonly Facts[F][] } = {
  reviewPlan: FLAGS,
  autoPr: FLAGS,
  hasChanges: FLAGS,
  gatePassed: FLAGS,
  // These two affect only the allowed commands, not the transitions.
  baselineRuns: [false],
  undone: [false],
  failedStep: [null, ...StepKind.options],
  reached: ["nothing", "cloned", "planned", "approved"],
  planWaits: FLAGS,
  published: FLAGS,
  writing: FLAGS,
  stopping: FLAGS,
};

/** Every combination of facts. */
export const EVERY_FACTS: readonly Facts[] = Object.entries(VALUES).reduce<Partial<Facts>[]>(
  (known, [name, values]) => known.flatMap((some) => values.map((value) => ({ ...some, [name]: value }))),
  [{}],
) as Facts[]; // VALUES has every key of Facts

/** The states that an event may lead to from a state, over all facts. */
export function reachable(state: TaskState, event: TaskEventName): TaskState[] {
  const reached = new Set<TaskState>();
  for (const facts of EVERY_FACTS) {
    const move = transition(state, event, facts);
    if (!isRefusal(move)) reached.add(move.state);
  }
  return TRANSITIONS[event].may.filter((to) => reached.has(to));
}

export function stateDiagram(): string {
  const edges = Object.entries(TRANSITIONS).flatMap(([event, { from }]) =>
    event === "cancel_requested" || event === "failed"
      ? [] // from every active state; drawn once below
      : from.flatMap((state) =>
          // `Object.keys` of the table.
          reachable(state, event as TaskEventName).map((to) => `  ${state} --> ${to}: ${event}`),
        ),
  );
  const ends = TaskState.options.filter((state) => ["complete", "failed", "cancelled"].includes(state));
  return [
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> queued",
    ...edges,
    "  note right of queued",
    "    any state that has not ended:",
    "    cancel_requested --> cancelled, or complete where there is a pull request",
    "    failed --> failed, or reviewing where a step worked on a change",
    "  end note",
    ...ends.map((state) => `  ${state} --> [*]`),
    "```",
  ].join("\n");
}
