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
export interface ModelTurn {
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
  /** Of text, reasoning and calls together; nobody has to keep to the length that was asked for. */
  maxChars?: number;
}

/**
 * Reads a stream of model events to its end. Throws `ModelFailure` for an `error` event, for a stream that just
 * stops and for one that is longer than allowed; throws a plain `Error` when the adapter breaks a rule of `types.ts`, which is a bug.
 */
export async function collectTurn(
  events: AsyncIterable<ModelEvent>,
  options: CollectOptions = {},
): Promise<ModelTurn> {
  const turn: Omit<ModelTurn, "finish"> = { text: "", toolCalls: [], reasoning: [], usage: null };
  const open = new Map<number, string>();
  let finish: FinishReason | null = null;
  let left = options.maxChars ?? Number.POSITIVE_INFINITY;
  for await (const event of events) {
    left -= sizeOf(event);
    if (left < 0)
      throw failure("garbage", `The model sent more than ${options.maxChars} characters at once.`);
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

/** A call counts by its pieces and once more as a whole: an adapter may change it at its end. */
function sizeOf(event: ModelEvent): number {
  switch (event.type) {
    case "text":
    case "tool_delta":
      return event.text.length;
    case "reasoning":
      return event.text.length + (event.block ? JSON.stringify(event.block).length : 0);
    case "tool_start":
      return event.id.length + event.name.length;
    case "tool_end":
      return event.call.arguments.length;
    default:
      return 0;
  }
}
