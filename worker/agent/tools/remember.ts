import { z } from "zod";
import type { Message } from "../../llm/types.ts";
import { visibleText } from "../../protocol/hidden-text.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse, type Tool } from "./tool.ts";

const NAME = "remember";
const MAX_PER_RUN = 5;
const MAX_CHARS = 500;

/** `already`: number of notes that this run made before a crash. */
export function remember(already: number): Tool {
  let left = MAX_PER_RUN - already;
  return defineTool({
    name: NAME,
    description:
      "Notes what helps later tasks in this repository: a command that works, or a convention of the user or of all code. No " +
      `secrets. Mostly there is nothing; at most ${MAX_PER_RUN}.`,
    args: z.object({
      kind: z.enum(["command", "convention"]),
      text: z.string().trim().min(1).max(MAX_CHARS),
    }),
    safe: true,
    async run({ kind, text: given }, { host, learn }) {
      const text = visibleText(given).trim();
      if (left <= 0 || text === "") {
        const reason = text === "" ? "There is nothing to note." : `${MAX_PER_RUN} notes a run are enough.`;
        reportTool(host, NAME, text, false, reason);
        return refuse(`${reason} Go on with the task.`);
      }
      left -= 1;
      learn?.({ kind, text });
      host.emit({
        type: "learned",
        message: `Noted for next time: ${text}`.slice(0, 400),
        data: { kind, text },
        dedupe: `learned:${kind}:${text}`,
      });
      return { ok: true, content: "Noted." };
    },
  });
}

/** Number of notes in a stored conversation. */
export function countNotes(messages: readonly Message[]): number {
  return messages.reduce(
    (count, message) =>
      message.role === "assistant"
        ? count + message.toolCalls.filter(({ name }) => name === NAME).length
        : count,
    0,
  );
}
