import { z } from "zod";
import type { Message, ToolCall } from "../../llm/types.ts";
import { pathsOf } from "../edit/apply-edits.ts";
import { patchArgument } from "./apply-patch.ts";
import { fitArguments, parsedText } from "./fit-arguments.ts";

const Arguments = z.object({ path: z.string().optional(), patch: z.string().optional() });

/** The paths, as the model wrote them, that the successful writes of a conversation changed. */
export function writtenIn(messages: readonly Message[]): string[] {
  return messages.flatMap((message, at) => {
    if (message.role !== "assistant") return [];
    const results = resultsAfter(messages, at);
    return message.toolCalls.flatMap((call) => {
      const result = results.get(call.id);
      return result && result.failed !== true ? pathsWrittenBy(call) : [];
    });
  });
}

/** The paths that a call of a writing tool names, successful or not; empty for other tools. */
export function pathsWrittenBy({ name, arguments: json }: ToolCall): string[] {
  const parsed = fitArguments(Arguments, parseArguments(json), patchArgument);
  if (!parsed.success) return [];
  const { path = "", patch = "" } = parsed.data;
  if (name === "apply_patch") return pathsOf({ kind: "patch", patch }).map((touched) => touched.path);
  return name === "edit" || name === "write" || name === "delete" ? [path] : [];
}

/** The results of one turn by call id, which some providers reuse in a later turn. */
export function resultsAfter(
  messages: readonly Message[],
  at: number,
): Map<string, Extract<Message, { role: "tool" }>> {
  const results = new Map<string, Extract<Message, { role: "tool" }>>();
  for (const message of messages.slice(at + 1)) {
    if (message.role === "assistant") break;
    if (message.role === "tool") results.set(message.toolCallId, message);
  }
  return results;
}

/** Arguments as JSON; a free-text patch is none. */
export const parseArguments = (json: string): unknown => parsedText(json) ?? json;
