import { z } from "zod";
import { defineTool } from "./tool.ts";

export const askUser = defineTool({
  name: "ask_user",
  description:
    "Ends this run with questions that only the user can answer and that the work cannot go on without. What is done " +
    "stays; the answer begins the next run. Do first what does not depend on the answer, and decide small things yourself.",
  args: z.object({
    questions: z
      .array(z.string().trim().min(1).max(1000))
      .min(1)
      .max(5)
      .describe("Each can be answered in a sentence; name the choices"),
    summary: z.string().max(8000).default("").describe("What is done so far, in a few sentences"),
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
