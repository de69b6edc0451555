import { z } from "zod";
import { defineTool } from "./tool.ts";

export const askUser = defineTool({
  name: "ask_user",
  description:
    "Ends this run with questions that the work cannot go on without; the answer begins the next one. Do first what does " +
    "not depend on it.",
  args: z.object({
    questions: z.array(z.string().trim().min(1).max(1000)).min(1).max(5).describe("With the choices"),
    summary: z.string().max(8000).default(""),
  }),
  safe: true,
  speaks: true,
  ends: true,
  normalise: withList,
  async run({ questions, summary }) {
    return {
      ok: true,
      content: "The user is asked.",
      ending: { kind: "ask", questions, summary: summary.trim() },
    };
  },
});

/** Models also send `question`, or a string instead of a list. */
function withList(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { question, questions = question, ...rest }: { question?: unknown; questions?: unknown } = value;
  return { ...rest, questions: typeof questions === "string" ? [questions] : questions };
}
