import type { Message } from "../../llm/types.ts";
import { isSummary } from "../prompts/compaction.ts";

/** A conversation in groups that are kept or dropped as a whole. */
export interface Groups {
  /** The messages before the model's first answer: rules, repository, task, plan, approvals. Never dropped. */
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

/** The groups to keep on compaction: from the end, at least `share` of the conversation. `sizeOf` may use any unit. */
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
