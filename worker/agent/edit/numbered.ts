/** Numbered lines for the model: `   12| text`; long lines are truncated. */

/** The place to show of a long line. Both 1-based. */
export interface Focus {
  line: number;
  column: number;
}

interface View {
  /** Longer lines are truncated. */
  maxLineChars?: number;
  focus?: Focus | null;
  /** Characters to show before the column of the focus; a third of the limit without it. */
  lead?: number;
}

const MAX_LINE_CHARS = 400;

/** Lines `from` to `to` (1-based, inclusive) of `text`, numbered. A truncated line names the shown columns. */
export function numberedLines(text: string, from: number, to: number, view: View = {}): string {
  const { maxLineChars = MAX_LINE_CHARS, focus = null, lead } = view;
  return linesBetween(text, from, to)
    .map((line, index) => {
      const number = from + index;
      const column = focus?.line === number ? focus.column : null;
      return `${String(number).padStart(5)}| ${cutLine(line, column, maxLineChars, lead)}`;
    })
    .join("\n");
}

/** The line, or `maxChars` of it: from the beginning, or around a column (1-based). */
export function cutLine(
  line: string,
  column: number | null,
  maxChars = MAX_LINE_CHARS,
  lead = Math.floor(maxChars / 3),
): string {
  if (line.length <= maxChars) return line;
  const wanted = column === null ? 0 : Math.min(column - 1 - lead, line.length - maxChars);
  const from = wholeAt(line, Math.max(0, wanted));
  const to = wholeAt(line, from + maxChars);
  const range = `columns ${from + 1}-${to} of ${line.length}`;
  return `${from > 0 ? "…" : ""}${line.slice(from, to)}${to < line.length ? "…" : ""} [line cut: ${range}]`;
}

/** Avoids splitting a surrogate pair. */
function wholeAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function linesBetween(text: string, from: number, to: number): string[] {
  let start = 0;
  for (let line = 1; line < from; line += 1) {
    const end = text.indexOf("\n", start);
    if (end === -1) return [];
    start = end + 1;
  }
  const lines: string[] = [];
  for (let line = from; line <= to; line += 1) {
    const end = text.indexOf("\n", start);
    lines.push(text.slice(start, end === -1 ? text.length : end));
    if (end === -1) break;
    start = end + 1;
  }
  return lines;
}

/** Number of lines; a final line end does not begin another line. */
export function countLines(text: string): number {
  if (text === "") return 0;
  return countEnds(text, text.length) + (text.endsWith("\n") ? 0 : 1);
}

/** Line and column of an offset. */
export function focusAt(text: string, offset: number): Focus {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return { line: countEnds(text, start) + 1, column: offset - start + 1 };
}

/** Number of line ends before an offset. */
export function countEnds(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < before; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
