import type { ToolCall } from "../llm/types.ts";

const WINDOW = 30;
const NOTE_AT = 3;
const END_AT = 5;

/**
 * Notices a model that goes round in circles: the same tool with the same arguments and the same result. Looks at the
 * last 30 calls, so that reading a file again much later is no offence.
 */
export class RepetitionWatch {
  readonly #recent: string[] = [];

  /** What to do after this call: go on, tell the model, or end the run. */
  note(call: ToolCall, result: string): "go_on" | "tell" | "end" {
    const key = `${call.name}\n${canonical(call.arguments)}\n${result}`;
    this.#recent.push(key);
    if (this.#recent.length > WINDOW) this.#recent.shift();
    const count = this.#recent.filter((other) => other === key).length;
    if (count >= END_AT) return "end";
    return count >= NOTE_AT ? "tell" : "go_on";
  }
}

/** The same arguments in another order or spacing are the same arguments. */
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
