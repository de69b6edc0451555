import { z } from "zod";
import { countLines } from "../edit/numbered.ts";
import { readKept } from "./kept-output.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse } from "./tool.ts";

const MAX_LINES = 400;
const MAX_CHARS = 20_000;

export const readOutput = defineTool({
  name: "read_output",
  description: `Shows ${MAX_LINES} lines more of cut output, from start_line. The id stands at the cut.`,
  args: z.object({
    id: z.string().max(64),
    start_line: z.int().min(1).default(1),
  }),
  safe: true,
  quotes: true,
  async run({ id, start_line: from }, { host }) {
    const text = await readKept(host, id);
    if (text === null) {
      const reason = "There is no output of this id any more. Make the call that gave it again.";
      reportTool(host, "read_output", id, false, reason);
      return refuse(reason);
    }
    const total = countLines(text);
    const slice = text
      .split("\n")
      .slice(from - 1, from - 1 + MAX_LINES)
      .join("\n")
      .slice(0, MAX_CHARS);
    const to = Math.min(total, from + Math.max(countLines(slice), 1) - 1);
    const more = to < total ? `\n[more: start_line ${to + 1}]` : "";
    reportTool(host, "read_output", id, true, `lines ${from}-${to} of ${total}`);
    return { ok: true, content: `(lines ${from}-${to} of ${total})\n${slice}${more}` };
  },
});
