/** What speaks against ending a run now. Pure: decides what the model is told, once in each run. */
import type { Message } from "../../llm/types.ts";
import type { EditRequest } from "../types.ts";
import { asksOnly } from "./question.ts";
import { carriesOutPlan, type Standing } from "./standing.ts";

const NOT_YET = "Not finished yet.";
const MAX_NAMED = 20;

export interface WishToEnd {
  request: EditRequest;
  standing: Standing;
  messages: readonly Message[];
  /** Why something is not done, in the model's words; empty if it claims that all is. */
  notDone: string;
  /** Files were asked for that are not approved yet: the work cannot be complete. */
  waits: boolean;
}

/**
 * The reason to send `finish` back, or null. A result that the model has not seen is always a reason the first time;
 * what the files lack is one unless the model says itself that it is not done. After one refusal the run ends as it
 * stands.
 */
export function objectionTo(wish: WishToEnd): string | null {
  if (wasRefused(wish.messages)) return null;
  const failed = failedCalls(wish.messages);
  const reasons = failed.length === 0 ? [] : [unseen(failed)];
  if (wish.notDone === "" && !wish.waits) reasons.push(...lacking(wish));
  if (reasons.length === 0) return null;
  return `${NOT_YET} ${reasons.join(" ")} Then call finish again; say in not_done what stays undone, and why.`;
}

const unseen = (failed: readonly string[]): string =>
  `In the same turn ${failed.join(", ")} failed: read the ${failed.length === 1 ? "result" : "results"}, and do again what is still needed.`;

function lacking({ request, standing }: WishToEnd): string[] {
  const { round } = request;
  const { unchanged, untouched } = standing;
  const named = untouched
    .slice(0, MAX_NAMED)
    .map(({ action, path }) => `${action} ${path}`)
    .join(", ");
  const rest = untouched.length > MAX_NAMED ? ` and ${untouched.length - MAX_NAMED} more` : "";
  const missing = untouched.length === 0 ? [] : [`Planned and not done: ${named}${rest}.`];
  if (!unchanged) return missing;
  if (round.kind === "follow_up" && !carriesOutPlan(request) && asksOnly(round.text)) return [];
  const what = request.stepId === undefined ? "Nothing was changed." : "This step has changed nothing.";
  return [what, ...missing, "Make the change."];
}

/** The names of the calls of the last turn that failed; empty when each succeeded or has no result yet. */
function failedCalls(messages: readonly Message[]): string[] {
  const at = messages.findLastIndex(({ role }) => role === "assistant");
  const last = messages[at];
  if (last?.role !== "assistant") return [];
  const failed = new Set(
    messages
      .slice(at)
      .flatMap((message) => (message.role === "tool" && message.failed ? [message.toolCallId] : [])),
  );
  return last.toolCalls.filter(({ id }) => failed.has(id)).map(({ name }) => name.slice(0, 40) || "(none)");
}

const wasRefused = (messages: readonly Message[]): boolean =>
  messages.some(({ role, content }) => role === "tool" && content.startsWith(NOT_YET));
