/** Decides when a model that only fails is given up. Pure. */
import type { ToolOutcome } from "./tools/tool.ts";

const MAX_MALFORMED_TURNS = 6;
const MAX_FAILED_TURNS = 12;

/**
 * Counts turns in a row in which everything failed. Several calls of one turn fail together, for one mistake, and the
 * model sees their results before it can do better.
 */
export class FailureStreak {
  readonly #malformed = { turns: 0, calls: 0 };
  readonly #failed = { turns: 0, calls: 0 };
  #outcomes: Pick<ToolOutcome, "ok" | "malformed">[] = [];

  /** One call of the present turn was answered. */
  note(outcome: Pick<ToolOutcome, "ok" | "malformed">): void {
    this.#outcomes.push(outcome);
  }

  /** The turn is over: why the run cannot go on, or null. */
  endTurn(): { reason: "malformed" | "failed"; detail: string } | null {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    if (outcomes.length === 0) return null;
    lengthen(
      this.#malformed,
      outcomes.length,
      outcomes.every(({ malformed }) => malformed),
    );
    lengthen(
      this.#failed,
      outcomes.length,
      outcomes.every(({ ok }) => !ok),
    );
    if (this.#malformed.turns >= MAX_MALFORMED_TURNS) {
      const detail = `The model sent ${this.#malformed.calls} tool calls in a row that are not valid. Try another model.`;
      return { reason: "malformed", detail };
    }
    if (this.#failed.turns < MAX_FAILED_TURNS) return null;
    return { reason: "failed", detail: `${this.#failed.calls} tool calls in a row failed` };
  }
}

function lengthen(streak: { turns: number; calls: number }, calls: number, goesOn: boolean): void {
  streak.turns = goesOn ? streak.turns + 1 : 0;
  streak.calls = goesOn ? streak.calls + calls : 0;
}
