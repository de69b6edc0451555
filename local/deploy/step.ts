/** The form of a step, and the decisions about one. Pure. */
import type { Command, Outcome } from "./command.ts";
import type { Facts, Target } from "./target.ts";

/** How the service says that a thing stands. */
export type Standing =
  | { is: "done"; facts?: Facts }
  | { is: "missing"; what: readonly string[] }
  | { is: "blocked"; why: string };

export interface Step {
  id: string;
  title: string;
  /** Asks how it stands. Null: nothing can tell; it is done each time and does no harm then. */
  look: ((target: Target, facts: Facts) => Command[]) | null;
  /** One outcome for each command of `look`. */
  read(outcomes: readonly Outcome[], target: Target, facts: Facts): Standing;
  act(missing: readonly string[], target: Target, facts: Facts): Command[];
  /** What a person does when it is blocked or fails. */
  help: string;
  /** False: this target does not need it. */
  wanted?(target: Target): boolean;
}

export type Decision =
  | { do: "nothing" }
  | { do: "act"; what: readonly string[] }
  | { do: "stop"; why: string };

/** What becomes of a step that stands so, before and after it was acted on. Nothing is acted on twice. */
export function decide(standing: Standing, acted: boolean): Decision {
  if (standing.is === "done") return { do: "nothing" };
  if (standing.is === "blocked") return { do: "stop", why: standing.why };
  if (!acted) return { do: "act", what: standing.what };
  return { do: "stop", why: `it was done, and the service still lacks: ${standing.what.join(", ")}` };
}

/** The steps that this target needs, without those that a person skips. Throws for a name that no step has. */
export function chosen(steps: readonly Step[], target: Target, skip: readonly string[]): Step[] {
  const unknown = skip.filter((id) => !steps.some((step) => step.id === id));
  if (unknown.length > 0)
    throw new Error(`no step ${unknown.join(", ")}; there are ${steps.map(({ id }) => id).join(", ")}`);
  return steps.filter((step) => !skip.includes(step.id) && (step.wanted?.(target) ?? true));
}
