import { z } from "zod";
import { countHidden } from "../../protocol/hidden-text.ts";
import { countLines, numberedLines } from "../edit/numbered.ts";
import type { TextFile } from "../edit/text-file.ts";
import type { AgentHost } from "../types.ts";
import { isLfsPointer } from "./guarded.ts";
import { readLines } from "./large-file.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse, type ToolContext, type ToolOutcome } from "./tool.ts";
import { OUTSIDE } from "./work-tree.ts";

const MAX_LINES = 600;
const MAX_CHARS = 40_000;
const LINE_CHARS = 400;
/** Limit per line when a column is requested. */
const COLUMN_CHARS = 4_000;

const Args = z.object({
  path: z.string(),
  start_line: z.int().min(1).optional(),
  end_line: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
});

export const read = defineTool({
  name: "read",
  description:
    "Reads a text file as lines of `   12| text`; number and `| ` are not part of it. " +
    `At most ${MAX_LINES} lines: start_line (from 1) to end_line give others, column the rest of a cut line.`,
  args: Args,
  safe: true,
  quotes: true,
  async run(args, context) {
    const { host, workTree } = context;
    const parsed = workTree.parse(args.path);
    const found = parsed === null ? null : await workTree.read(parsed, args.path);
    if (found?.ok === false && found.large) return readLarge(found.path, args, context);
    if (!found?.ok) {
      const reason = found ? found.reason : OUTSIDE;
      reportTool(host, "read", args.path, false, reason);
      return refuse(reason);
    }
    const { path, file, bytes } = found;
    const total = countLines(file.text);
    const { from, to } = rangeOf(args, total);
    const slice = cut(numberedLines(file.text, from, to, viewOf(args, from)), from, to);
    await workTree.remember(path, bytes, { from, to: slice.to });
    const note =
      formNote(file) + (isLfsPointer(bytes) ? "; a pointer of Git LFS, its content is not here" : "");
    return shown(path, slice, { from, total, note: note + columnNote(args) }, context);
  },
});

/** A partial line does not supersede other readings of the line. */
const columnNote = ({ column }: z.infer<typeof Args>): string =>
  column === undefined ? "" : `; from column ${column}`;

function rangeOf(
  { start_line, end_line }: z.infer<typeof Args>,
  total: number,
): { from: number; to: number } {
  const from = Math.min(start_line ?? 1, Math.max(total, 1));
  return { from, to: Math.min(end_line ?? total, total, from + MAX_LINES - 1) };
}

function viewOf({ column }: z.infer<typeof Args>, from: number) {
  return column === undefined
    ? { maxLineChars: LINE_CHARS }
    : { maxLineChars: COLUMN_CHARS, focus: { line: from, column }, lead: 0 };
}

/** Reads only the requested lines, inside the sandbox: the whole file would not fit in memory. */
async function readLarge(
  path: string,
  args: z.infer<typeof Args>,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { host, workTree } = context;
  const from = args.start_line ?? 1;
  const to = Math.min(args.end_line ?? Number.POSITIVE_INFINITY, from + MAX_LINES - 1);
  const width = args.column === undefined ? LINE_CHARS : COLUMN_CHARS;
  const column = args.column ?? 1;
  const found = await readLines(host, workTree.absolute(path), { from, to, column, width });
  if (found === null) {
    const reason = `${path} is not a text file that can be shown.`;
    reportTool(host, "read", path, false, reason);
    return refuse(reason);
  }
  const { lines, total } = found;
  const numbered = lines.map((line, index) => `${String(from + index).padStart(5)}| ${line}`).join("\n");
  const slice = cut(numbered, from, Math.min(to, total));
  const note = "; too large to be edited";
  return shown(path, slice, { from: Math.min(from, total), total, note }, context);
}

function shown(
  path: string,
  slice: { content: string; to: number },
  { from, total, note }: { from: number; total: number; note: string },
  { host }: ToolContext,
): ToolOutcome {
  const range = (total === 0 ? "empty file" : `lines ${from}-${slice.to} of ${total}`) + note;
  reportTool(host, "read", path, true, range);
  const more = slice.to < total ? `\n[more: read again with start_line ${slice.to + 1}]` : "";
  const onward = readOn(slice.content);
  const hidden = countHidden(slice.content);
  if (hidden > 0) reportHidden(host, path, hidden);
  return { ok: true, content: `${path} (${range})\n${slice.content}${onward}${more}` };
}

/** How to go on with the first line that is cut at its end. */
function readOn(content: string): string {
  for (const [, line, to, length] of content.matchAll(
    /^ *(\d+)\| .*\[line cut: columns \d+-(\d+) of (\d+)\]$/gm,
  ))
    if (Number(to) < Number(length))
      return `\n[line ${line} goes on: read with start_line ${line} and column ${Number(to) + 1}]`;
  return "";
}

/** A note about a missing last line end, and an encoding other than UTF-8; edits are written in the file's encoding. */
function formNote({ codec, guessed, text }: TextFile): string {
  const end = text !== "" && !text.endsWith("\n") ? "; no newline after the last line" : "";
  if (codec.name === "UTF-8") return end;
  return `${end}; encoding ${codec.name}${guessed ? ", as far as its bytes tell" : ""}`;
}

/** The model does not see hidden characters; the user is told about them. */
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

/** Truncates numbered lines at a line's end; keeps at least one. */
function cut(numbered: string, from: number, to: number): { content: string; to: number } {
  const lines = numbered.split("\n");
  let chars = 0;
  let kept = 0;
  while (kept < lines.length && (kept === 0 || chars + (lines[kept]?.length ?? 0) <= MAX_CHARS)) {
    chars += (lines[kept]?.length ?? 0) + 1;
    kept += 1;
  }
  return { content: lines.slice(0, kept).join("\n"), to: Math.min(to, from + kept - 1) };
}
