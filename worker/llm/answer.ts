import { type OutlinePart, toBlock } from "./outline.ts";
import { isWholeObject } from "./tool-calls.ts";
import type { FinishReason, ModelEvent, TokenUsage } from "./types.ts";

interface OpenCall {
  id: string;
  name: string;
  text: string;
  closed: boolean;
  /** The JSON that the call counts with, made from its text. */
  toArguments: (text: string) => string;
  /** Whether the text of a closed call can be trusted when the answer was cut. */
  isWhole: (text: string) => boolean;
  extra: Record<string, unknown>;
}

export interface CallStart {
  id: string;
  name: string;
  extra?: Record<string, unknown>;
  /** Of a call whose text is not JSON. Such a text shows no end: when the answer is cut the call never counts. */
  toArguments?: (text: string) => string;
}

type Slot =
  | { kind: "opaque"; value: unknown }
  | { kind: "text"; chars: number; extra: Record<string, unknown> }
  | { kind: "call"; index: number };

/**
 * Collects one answer of a provider that names the parts of its answers: what was said, which calls were made, and in
 * which order. Calls end together with the answer, because only then it is certain that they are to be made.
 */
export class Answer {
  readonly #slots: Slot[] = [];
  readonly #calls: OpenCall[] = [];

  /** A new text part begins. `extra` is what the provider wants back with it. */
  openText(extra: Record<string, unknown> = {}): void {
    this.#slots.push({ kind: "text", chars: 0, extra });
  }

  text(text: string): ModelEvent[] {
    if (text === "") return [];
    const last = this.#slots.at(-1);
    if (last?.kind === "text") last.chars += text.length;
    else this.#slots.push({ kind: "text", chars: text.length, extra: {} });
    return [{ type: "text", text }];
  }

  /** A part that is sent back as it is. */
  opaque(value: unknown): void {
    this.#slots.push({ kind: "opaque", value });
  }

  /** Returns the call's index together with its first event. */
  startCall(start: CallStart): { index: number; events: ModelEvent[] } {
    const { id, name, extra = {}, toArguments } = start;
    const index = this.#calls.length;
    const isWhole = toArguments ? () => false : isWholeObject;
    const identity = (text: string) => (text.trim() === "" ? "{}" : text);
    this.#calls.push({
      id,
      name,
      text: "",
      closed: false,
      toArguments: toArguments ?? identity,
      isWhole,
      extra,
    });
    this.#slots.push({ kind: "call", index });
    return { index, events: [{ type: "tool_start", index, id, name }] };
  }

  callText(index: number, text: string): ModelEvent[] {
    const call = this.#calls[index];
    if (!call || call.closed || text === "") return [];
    call.text += text;
    return [{ type: "tool_delta", index, text }];
  }

  /** The provider says that the call is complete. `whole` is its text once more, if it was given. */
  closeCall(index: number, whole?: string): ModelEvent[] {
    const call = this.#calls[index];
    if (!call || call.closed) return [];
    const missing = whole?.startsWith(call.text) ? whole.slice(call.text.length) : "";
    const events = this.callText(index, missing);
    if (whole !== undefined) call.text = whole;
    call.closed = true;
    return events;
  }

  /** Whether any call counts: decides between `stop` and `tool`. */
  end(provider: string, model: string, finish: FinishReason, usage: TokenUsage | null): ModelEvent[] {
    const kept = finish === "refusal" || finish === "content_filter" ? [] : this.#kept(finish === "length");
    const events: ModelEvent[] = [];
    const parts = this.#slots.flatMap((slot) => this.#outlinePart(slot, kept));
    if (parts.some(matters))
      events.push({ type: "reasoning", text: "", block: toBlock(provider, { model, parts }) });
    for (const call of kept) {
      const { id, name, text, toArguments } = call;
      events.push({
        type: "tool_end",
        index: this.#calls.indexOf(call),
        call: { id, name, arguments: toArguments(text) },
      });
    }
    if (usage) events.push({ type: "usage", usage });
    events.push({ type: "finish", reason: finish === "stop" && kept.length > 0 ? "tool" : finish });
    return events;
  }

  #kept(cut: boolean): OpenCall[] {
    return this.#calls.filter((call) => call.closed && (!cut || call.isWhole(call.text)));
  }

  #outlinePart(slot: Slot, kept: readonly OpenCall[]): OutlinePart[] {
    if (slot.kind !== "call") return [slot];
    const call = this.#calls[slot.index];
    return call && kept.includes(call) ? [{ kind: "call", id: call.id, extra: call.extra }] : [];
  }
}

/** A part that the message alone does not tell. */
function matters(part: OutlinePart): boolean {
  return part.kind === "opaque" || Object.keys(part.extra).length > 0;
}
