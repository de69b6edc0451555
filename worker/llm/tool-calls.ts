import { isRecord } from "./json.ts";
import type { ToolDelta } from "./openai-compatible/wire.ts";
import type { ModelEvent, ToolCall } from "./types.ts";

interface Slot {
  wireIndex: number | null;
  id: string;
  name: string;
  arguments: string;
  extra: unknown;
  started: boolean;
}

/** True if the text is one whole JSON object: nothing can be missing from its end. */
export function isWholeObject(json: string): boolean {
  if (!json.trimStart().startsWith("{")) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/** A call's arguments where only an object is taken. What was no JSON object is told in a shape that is. */
export function argumentsOf(call: ToolCall): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(call.arguments);
    if (isRecord(value)) return value;
  } catch {
    // Told below.
  }
  return { invalid_json: call.arguments.slice(0, 2000) };
}

/** A call's id as every provider takes it; other providers' ids are longer or have other signs in them. */
export function sendableId(id: string): string {
  return id.replace(/[^\w-]/g, "_").slice(-64);
}

/** The name of a call as every provider takes it, also where the model made one up. */
export function sendableName(name: string): string {
  return name.replace(/[^\w-]/g, "_").slice(0, 64) || "unknown";
}

/**
 * Puts streamed tool calls together. Servers differ: id and name once, repeated or in pieces; `index` absent or
 * always 0; a whole call in one delta; arguments as an object. `newId` names a call that came without an id.
 */
export class ToolCallAssembler {
  readonly #slots: Slot[] = [];
  readonly #newId: () => string;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Takes one delta; returns the events that it makes certain. */
  add(delta: ToolDelta): ModelEvent[] {
    const name = delta.function?.name ?? "";
    const raw = delta.function?.arguments ?? "";
    const text = typeof raw === "string" ? raw : JSON.stringify(raw);
    const slot = this.#slotFor(delta, name, text);
    addId(slot, delta.id ?? "");
    if (name !== slot.name && slot.arguments === "") slot.name += name;
    if (delta.extra_content != null) slot.extra = delta.extra_content;
    slot.arguments += text;
    return this.#announce(slot, text, false);
  }

  /**
   * The calls are over. `whole` is false when the answer was cut: only calls that are provably complete end then.
   */
  end(whole: boolean): ModelEvent[] {
    const events: ModelEvent[] = [];
    for (const [index, slot] of this.#slots.entries()) {
      if (slot.name === "" && slot.arguments === "") continue;
      events.push(...this.#announce(slot, "", true));
      if (!whole && !isWholeObject(slot.arguments)) continue;
      events.push({ type: "tool_end", index, call: toCall(slot) });
    }
    return events;
  }

  /** What servers attached to calls and want back with them, by call id. */
  extras(): Record<string, unknown> {
    return Object.fromEntries(
      this.#slots.filter((slot) => slot.extra !== undefined).map((slot) => [slot.id, slot.extra]),
    );
  }

  #slotFor(delta: ToolDelta, name: string, text: string): Slot {
    const id = delta.id ?? "";
    const wireIndex = delta.index ?? null;
    const known =
      (id === "" ? undefined : this.#slots.find((slot) => slot.id === id)) ??
      (wireIndex === null
        ? this.#slots.at(-1)
        : this.#slots.findLast((slot) => slot.wireIndex === wireIndex));
    if (known && !beginsAnother(known, wireIndex, id, name, text)) return known;
    const slot = { wireIndex, id: "", name: "", arguments: "", extra: undefined, started: false };
    this.#slots.push(slot);
    return slot;
  }

  #announce(slot: Slot, text: string, last: boolean): ModelEvent[] {
    const index = this.#slots.indexOf(slot);
    if (slot.started) return text === "" ? [] : [{ type: "tool_delta", index, text }];
    // The first argument proves that the name has ended; until then id and name may still grow.
    if (!last && (slot.id === "" || slot.name === "" || slot.arguments === "")) return [];
    if (slot.id === "") slot.id = this.#newId();
    slot.started = true;
    const start: ModelEvent = { type: "tool_start", index, id: slot.id, name: slot.name };
    return slot.arguments === "" ? [start] : [start, { type: "tool_delta", index, text: slot.arguments }];
  }
}

function addId(slot: Slot, id: string): void {
  const growing = slot.name === "" && slot.arguments === "";
  if (id === slot.id || slot.started || (slot.id !== "" && !growing)) return;
  slot.id += id;
}

/** Whether a delta that seems to continue `slot` is in truth the start of the next call. Only a start has a name. */
function beginsAnother(
  slot: Slot,
  wireIndex: number | null,
  id: string,
  name: string,
  text: string,
): boolean {
  if (name === "" || (id !== "" && id === slot.id)) return false;
  const otherId = id !== "" && slot.id !== "";
  if (otherId && slot.arguments === "") return slot.name !== "";
  if (otherId && wireIndex === null) return true;
  return (otherId || text !== "") && isWholeObject(slot.arguments);
}

function toCall(slot: Slot): ToolCall {
  // No arguments at all is how several servers write a call without parameters.
  const text = slot.arguments.trim() === "" ? "{}" : slot.arguments;
  return { id: slot.id, name: slot.name, arguments: text };
}
