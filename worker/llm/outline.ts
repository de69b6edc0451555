import { z } from "zod";
import type { AssistantMessage, OpaqueReasoning, ToolCall } from "./types.ts";

const Extra = z.record(z.string(), z.unknown());

/**
 * The parts of an answer in the order in which the provider sent them. Providers check that reasoning comes back
 * unchanged and in its place; text and calls are in the message itself, so that only their place is noted here.
 */
const Outline = z.object({
  /** Reasoning of one model means nothing to another. */
  model: z.string(),
  parts: z.array(
    z.discriminatedUnion("kind", [
      /** Sent back as it came. */
      z.object({ kind: z.literal("opaque"), value: z.unknown() }),
      z.object({ kind: z.literal("text"), chars: z.int().nonnegative(), extra: Extra }),
      z.object({ kind: z.literal("call"), id: z.string(), extra: Extra }),
    ]),
  ),
});
export type Outline = z.infer<typeof Outline>;
export type OutlinePart = Outline["parts"][number];

export type ReplayPart =
  | { kind: "opaque"; value: unknown }
  | { kind: "text"; text: string; extra: Record<string, unknown> }
  | { kind: "call"; call: ToolCall; extra: Record<string, unknown> };

export interface Replay {
  /** False: the message is another model's, or was changed since; it is told without reasoning. */
  own: boolean;
  parts: ReplayPart[];
}

export function toBlock(provider: string, outline: Outline): OpaqueReasoning {
  return { provider, block: outline };
}

/** An assistant message as the parts to send back. Parts without text are left out. */
export function replay(message: AssistantMessage, provider: string, model: string): Replay {
  const outline = ownOutline(message, provider, model);
  const parts = outline ? withPlaces(message, outline) : null;
  if (parts) return { own: true, parts: withoutTail(parts.filter(hasContent)) };
  const plain: ReplayPart[] = [
    { kind: "text", text: message.content, extra: {} },
    ...message.toolCalls.map((call) => ({ kind: "call" as const, call, extra: {} })),
  ];
  return { own: false, parts: plain.filter(hasContent) };
}

function ownOutline(message: AssistantMessage, provider: string, model: string): Outline | null {
  const block = message.reasoning?.find((one) => one.provider === provider)?.block;
  const parsed = Outline.safeParse(block);
  return parsed.success && parsed.data.model === model ? parsed.data : null;
}

/** Null when the message no longer is what the outline describes. */
function withPlaces(message: AssistantMessage, outline: Outline): ReplayPart[] | null {
  const calls = [...message.toolCalls];
  let at = 0;
  const parts: ReplayPart[] = [];
  for (const part of outline.parts) {
    if (part.kind === "opaque") parts.push(part);
    else if (part.kind === "text") {
      parts.push({ kind: "text", text: message.content.slice(at, at + part.chars), extra: part.extra });
      at += part.chars;
    } else {
      const call = calls.shift();
      if (call?.id !== part.id) return null;
      parts.push({ kind: "call", call, extra: part.extra });
    }
  }
  return at === message.content.length && calls.length === 0 ? parts : null;
}

function hasContent(part: ReplayPart): boolean {
  return part.kind !== "text" || part.text !== "" || Object.keys(part.extra).length > 0;
}

/** Reasoning that led to nothing, as in an answer that was cut, must not end a message. */
function withoutTail(parts: ReplayPart[]): ReplayPart[] {
  const last = parts.findLastIndex((part) => part.kind !== "opaque");
  return parts.slice(0, last + 1);
}
