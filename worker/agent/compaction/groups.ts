import type { Message } from "../../llm/types.ts";
import { isSummary } from "../prompts/compaction.ts";

/** A conversation in pieces that are kept or left out as a whole. */
export interface Groups {
  /** Everything before the model first speaks: rules, repository, task, plan, approvals. Never left out. */
  opening: Message[];
  /** An answer of the model with its reasoning and the results of its calls, or one message to the model. */
  rest: Message[][];
}

export function groupMessages(messages: readonly Message[]): Groups {
  const begin = messages.findIndex(({ role, content }) => role === "assistant" || isSummary(content));
  const opening = begin < 0 ? [...messages] : messages.slice(0, begin);
  const rest: Message[][] = [];
  for (const message of messages.slice(opening.length)) {
    if (message.role === "tool") rest.at(-1)?.push(message);
    else rest.push([message]);
  }
  return { opening, rest };
}

/**
 * Which groups stay when room is made: from the end, at least `share` of the whole conversation. `sizeOf` measures
 * messages; the unit does not matter.
 */
export function splitAtTail(
  { opening, rest }: Groups,
  share: number,
  sizeOf: (messages: readonly Message[]) => number,
): { dropped: Message[][]; kept: Message[][] } {
  const total = sizeOf([...opening, ...rest.flat()]);
  let kept = 0;
  let from = rest.length;
  while (from > 0 && kept < total * share) {
    from -= 1;
    kept += sizeOf(rest[from] ?? []);
  }
  return { dropped: rest.slice(0, from), kept: rest.slice(from) };
}
