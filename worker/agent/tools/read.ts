import { z } from "zod";
import { countLines, numberedLines } from "../edit/numbered.ts";
import { countHidden } from "../prompts/visible.ts";
import type { AgentHost } from "../types.ts";
import { reportTool } from "./events.ts";
import { defineTool, refuse } from "./tool.ts";

const MAX_LINES = 600;
const MAX_CHARS = 40_000;

export const read = defineTool({
  name: "read",
  description:
    "Reads a text file of the repository. Lines come numbered as `   12| text`; the number and `| ` are not part of the file. " +
    `Returns at most ${MAX_LINES} lines; use start_line and end_line for other parts of a long file.`,
  args: z.object({
    path: z.string().describe("Path relative to the repository's root"),
    start_line: z.int().min(1).optional().describe("First line, from 1"),
    end_line: z.int().min(1).optional().describe("Last line, inclusive"),
  }),
  safe: true,
  quotes: true,
  async run(args, { host, workspace }) {
    const path = workspace.parse(args.path);
    const found = path === null ? null : await workspace.read(path);
    if (path === null || !found?.ok) {
      const reason =
        found && !found.ok ? found.reason : "The path must be relative and inside the repository.";
      reportTool(host, "read", args.path, false, reason);
      return refuse(reason);
    }
    const { text } = found.file;
    const total = countLines(text);
    const from = Math.min(args.start_line ?? 1, Math.max(total, 1));
    const slice = cut(text, from, Math.min(args.end_line ?? total, total, from + MAX_LINES - 1));
    await workspace.remember(path, found.bytes);
    const range = total === 0 ? "empty file" : `lines ${from}-${slice.to} of ${total}`;
    reportTool(host, "read", path, true, range);
    const more = slice.to < total ? `\n[more: read again with start_line ${slice.to + 1}]` : "";
    const hidden = countHidden(slice.content);
    if (hidden > 0) reportHidden(host, path, hidden);
    return { ok: true, content: `${path} (${range})\n${slice.content}${more}` };
  },
});

/** The model does not get to see such characters; the user should know that they are there. */
function reportHidden(host: AgentHost, path: string, count: number): void {
  host.emit({
    type: "warning",
    message: `${path.slice(0, 300)} holds ${count} hidden ${count === 1 ? "character" : "characters"}, kept from the model`,
    data: {
      code: "hidden_characters",
      detail: "Text that a person does not see can carry instructions for a model.",
    },
    dedupe: `hidden_characters:${path}`,
  });
}

/** Numbered lines, cut at a whole line when they get too long; always at least one line. */
function cut(text: string, from: number, to: number): { content: string; to: number } {
  const lines = numberedLines(text, from, to).split("\n");
  let chars = 0;
  let kept = 0;
  while (kept < lines.length && (kept === 0 || chars + (lines[kept]?.length ?? 0) <= MAX_CHARS)) {
    chars += (lines[kept]?.length ?? 0) + 1;
    kept += 1;
  }
  return { content: lines.slice(0, kept).join("\n"), to: Math.min(to, from + kept - 1) };
}
