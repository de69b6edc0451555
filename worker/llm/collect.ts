import { failure } from "./errors.ts";
import {
  type FinishReason,
  type ModelEvent,
  ModelFailure,
  type OpaqueReasoning,
  type TokenUsage,
  type ToolCall,
} from "./types.ts";

/** One whole answer of a model. */
export interface Turn {
  text: string;
  /** Only calls that ended, in the model's order. After `length` the last one may be missing. */
  toolCalls: ToolCall[];
  /** To be stored with the assistant message, verbatim. */
  reasoning: OpaqueReasoning[];
  /** Null when the provider reported none. */
  usage: TokenUsage | null;
  finish: FinishReason;
}

export interface CollectOptions {
  /** Called with each piece of text as it comes. */
  onText?: (text: string) => void;
  onReasoning?: (text: string) => void;
}

/**
 * Reads a stream of model events to its end. Throws `ModelFailure` for an `error` event and for a stream that just
 * stops; throws a plain `Error` when the adapter breaks a rule of `types.ts`, which is a bug.
 */
export async function collectTurn(
  events: AsyncIterable<ModelEvent>,
  options: CollectOptions = {},
): Promise<Turn> {
  const turn: Omit<Turn, "finish"> = { text: "", toolCalls: [], reasoning: [], usage: null };
  const open = new Map<number, string>();
  let finish: FinishReason | null = null;
  for await (const event of events) {
    if (finish !== null) throw new Error(`model stream: ${event.type} after finish`);
    switch (event.type) {
      case "text":
        turn.text += event.text;
        options.onText?.(event.text);
        break;
      case "reasoning":
        if (event.block) turn.reasoning.push(event.block);
        if (event.text !== "") options.onReasoning?.(event.text);
        break;
      case "tool_start":
        if (open.has(event.index)) throw new Error(`model stream: tool call ${event.index} started twice`);
        open.set(event.index, event.id);
        break;
      case "tool_delta":
        if (!open.has(event.index)) throw new Error(`model stream: tool call ${event.index} was not started`);
        break;
      case "tool_end":
        if (open.get(event.index) !== event.call.id) {
          throw new Error(`model stream: tool call ${event.index} ended but was not started`);
        }
        turn.toolCalls.push(event.call);
        break;
      case "usage":
        turn.usage = event.usage;
        break;
      case "finish":
        finish = event.reason;
        break;
      case "error":
        throw new ModelFailure(event);
    }
  }
  if (finish === null)
    throw failure("network", "The model's answer broke off before its end. Retry the step.");
  return { ...turn, finish };
}
