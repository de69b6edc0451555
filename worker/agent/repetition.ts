import type { ToolCall } from "../llm/types.ts";

const WINDOW = 30;
const NOTE_AT = 3;
const END_AT = 5;

/**
 * Detects a loop: the same tool with the same arguments and the same result. Considers the last 30 calls, so that
 * reading a file again much later is allowed.
 */
export class RepetitionWatch {
  readonly #recent: { key: string; turn: number | null }[] = [];

  /**
   * Whether to continue after this call, tell the model, or end the run. The same call several times in one turn
   * counts once: the model has seen none of the results yet.
   */
  note(call: ToolCall, result: string, turn: number | null = null): "go_on" | "tell" | "end" {
    const key = `${call.name}\n${canonical(call.arguments)}\n${result}`;
    const again = this.#recent.some((other) => turn !== null && other.turn === turn && other.key === key);
    if (!again) this.#recent.push({ key, turn });
    if (this.#recent.length > WINDOW) this.#recent.shift();
    const count = this.#recent.filter((other) => other.key === key).length;
    if (count >= END_AT) return "end";
    return count >= NOTE_AT ? "tell" : "go_on";
  }
}

/** Canonical JSON, so that order and spacing of arguments do not matter. */
function canonical(json: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(json)));
  } catch {
    return json;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Thrown for an answer that is endless or repeats itself; the rest of it is not read. */
export class EndlessText extends Error {
  override readonly name = "EndlessText";
}

const MAX_TEXT_CHARS = 60_000;
/** A passage of this length counts as a loop if it recurs `MAX_REPEATS` times in the recent output. */
const STRETCH_CHARS = 60;
const LOOKED_AT_CHARS = 6_000;
const MAX_REPEATS = 20;
const CHECK_EVERY_CHARS = 1_000;

/** Checks the text of one answer while it streams. Throws `EndlessText`. */
export class TextWatch {
  text = "";
  #checkedAt = 0;

  push(piece: string): void {
    this.text += piece;
    if (this.text.length > MAX_TEXT_CHARS) throw new EndlessText("the model's text does not end");
    if (this.text.length - this.#checkedAt < CHECK_EVERY_CHARS) return;
    this.#checkedAt = this.text.length;
    const recent = this.text.slice(-LOOKED_AT_CHARS);
    const stretch = recent.slice(-STRETCH_CHARS);
    // Ignores a horizontal rule or table border, which repeats one character.
    if (new Set(stretch.trim()).size > 4 && recent.split(stretch).length - 1 >= MAX_REPEATS)
      throw new EndlessText("the model's text repeats itself");
  }
}
