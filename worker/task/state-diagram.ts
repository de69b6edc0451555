/** The transition table as a Mermaid diagram, for docs/state-machine.md. */
import { TaskState } from "../protocol/index.ts";
import { TRANSITIONS } from "./machine.ts";

export function stateDiagram(): string {
  const edges = Object.entries(TRANSITIONS).flatMap(([event, { from, may }]) =>
    event === "cancel_requested" || event === "failed"
      ? [] // from everywhere; drawn once below
      : from.flatMap((state) => may.map((to) => `  ${state} --> ${to}: ${event}`)),
  );
  const ends = TaskState.options.filter((state) => ["complete", "cancelled"].includes(state));
  return [
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> queued",
    ...edges,
    "  note right of queued: any state that has not ended --> cancelled (cancel_requested) or failed (failed)",
    ...ends.map((state) => `  ${state} --> [*]`),
    "```",
  ].join("\n");
}
