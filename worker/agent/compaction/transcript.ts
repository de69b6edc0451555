import type { Message, ToolCall } from "../../llm/types.ts";
import { isSummary } from "../prompts/compaction.ts";
import { isSteering } from "../prompts/notes.ts";
import { headAndTail } from "../tools/kept-output.ts";

const RESULT_CHARS = 1_500;
const ARGUMENT_CHARS = 1_000;

/**
 * Messages as one text, for the model to summarise. Long results and arguments are truncated; an older summary is not.
 */
export function transcriptOf(messages: readonly Message[], maxChars: number): string {
  const calls = new Map(
    messages
      .flatMap((message) => (message.role === "assistant" ? message.toolCalls : []))
      .map((call) => [call.id, call]),
  );
  const lines = messages.map((message) => {
    if (message.role === "tool")
      return `RESULT of ${calls.get(message.toolCallId)?.name ?? "a call"}: ${cut(message.content, RESULT_CHARS)}`;
    if (message.role !== "assistant") return `TO YOU: ${message.content}`;
    const said = message.content.trim();
    return [...(said === "" ? [] : [`YOU: ${said}`]), ...message.toolCalls.map(callLine)].join("\n");
  });
  return headAndTail(lines.join("\n"), maxChars * 0.3, maxChars * 0.7);
}

const callLine = ({ name, arguments: json }: ToolCall): string => `CALL ${name} ${cut(json, ARGUMENT_CHARS)}`;

const cut = (text: string, chars: number): string => headAndTail(text, chars * 0.6, chars * 0.4);

/** The tool calls in these messages, once per tool and file with their count: `edit src/a.js (2)`. */
export function listCalls(messages: readonly Message[]): string[] {
  const counts = new Map<string, number>();
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    for (const { name, arguments: json } of message.toolCalls) {
      const target = /"(?:path|pattern)"\s*:\s*"((?:[^"\\]|\\.){1,200})"/.exec(json)?.[1];
      const what = target === undefined ? name : `${name} ${target}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  return [...counts].map(([what, count]) => (count === 1 ? what : `${what} (${count})`));
}

/** The user's messages, which are never summarised. */
export function wordsOfUser(messages: readonly Message[]): Message[] {
  return messages.filter(
    ({ role, content }) => role === "user" && isSteering(content) && !isSummary(content),
  );
}
