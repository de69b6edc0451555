/** What a run of the agent takes over from the task's earlier ones. */
import type { PlanRequest } from "../../agent/types.ts";
import type { Message } from "../../llm/types.ts";
import type { StepContext } from "../run/step.ts";
import { conversationKey } from "./model/agent-ports.ts";

/** Later ones say more about the files than the first ones of a long task. */
const MAX_RUNS = 12;

/**
 * The conversations before the run `name`, the messages that come to it, and what the user said before: all messages of
 * the task but those that no conversation holds yet, and those that the run is `about`. A message that an interrupted
 * attempt took and did not store comes again.
 */
export function takenOver(
  { life, inbox, claim }: Pick<StepContext, "life" | "inbox" | "claim">,
  name: string,
  about: string,
): Pick<PlanRequest, "earlier" | "userMessages" | "takeMessages" | "messagesRead"> {
  const own = conversationKey(name, claim.epoch);
  let begun = false;
  const waiting = new Set(inbox.waiting());
  const said = life.userMessages().filter(({ id, text }) => !waiting.has(id) && !about.includes(text));
  return {
    takeMessages: () => {
      if (!begun) inbox.takeBack((text) => isToldIn(life.documents.get(own) ?? [], text));
      begun = true;
      return inbox.take();
    },
    messagesRead: () => inbox.confirm(),
    userMessages: said.map(({ text }) => text),
    earlier: () => {
      const keys = (life.documents.get("runs") ?? []).filter((key) => key !== own);
      return keys.slice(-MAX_RUNS).map((key) => life.documents.get(key) ?? []);
    },
  };
}

const isToldIn = (messages: readonly Message[], text: string): boolean =>
  messages.some(({ role, content }) => role === "user" && content.includes(text));
