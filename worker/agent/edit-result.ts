import type { PlanFile } from "../protocol/index.ts";

/** What a run that changed something says for the pull request. */
export interface RunWords {
  /** A title for the whole change; empty if the model gave none. */
  title: string;
  /** What was changed and why. */
  said: string;
  /** What stays undone: true of the end of this run alone. */
  open: string;
}

/** A file outside the approved plan that the agent asks for. */
export interface ScopeRequest extends PlanFile {
  /** In the agent's words; empty if it gave none. */
  reason: string;
  /** The kept change of a command that it was asked for with. */
  kept?: string;
}

interface Told {
  /** For the user; it never claims what the files contradict. */
  summary: string;
  /** The run changed nothing. */
  unchanged?: true;
  /** Of a run that changed something. Absent: `summary` is all that it said. */
  words?: RunWords;
}

/**
 * How an editing run ended. The diff is kept in every case. `untouched` names the planned files that a run which is
 * done left as they were.
 */
export type EditResult =
  | ({ end: "done"; untouched?: string[] } & Told)
  /** The agent asked for files outside the approved plan; nothing outside was written. */
  | ({ end: "scope_exceeded"; paths: string[]; files: ScopeRequest[] } & Told)
  /** The agent needs an answer from the user; its edits so far are kept. */
  | ({ end: "needs_user"; questions: string[] } & Told)
  | { end: "budget_exhausted"; detail: string }
  | { end: "loop_detected"; detail: string };
