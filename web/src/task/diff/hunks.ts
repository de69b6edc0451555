import type { FileDiffMetadata } from "@pierre/diffs";
import { hash } from "./fingerprint.ts";

/** One line of a patch. `end` is its line end as in the file; empty only for a last line that has none. */
export interface Row {
  readonly sign: " " | "-" | "+";
  readonly text: string;
  readonly end: string;
}

/** A run of lines on one side of a change; `count` is 0 where the side has none. */
export interface Span {
  readonly start: number;
  readonly count: number;
}

/** One `@@` group of a file's patch, as a reader judges it. */
export interface Hunk {
  /** Stays the same for as long as the hunk reads the same, wherever it moves in its file. */
  readonly id: string;
  readonly path: string;
  readonly old: Span;
  readonly new: Span;
  readonly heading: string;
  readonly rows: readonly Row[];
}

type Content = FileDiffMetadata["hunks"][number];

/** The lines of one hunk of the library's form, in the order of the patch. */
function rowsOf(file: FileDiffMetadata, content: Content): Row[] {
  const row = (sign: Row["sign"], line: string): Row => {
    const end = /\r?\n$/.exec(line)?.[0] ?? "";
    return { sign, text: line.slice(0, line.length - end.length), end };
  };
  const cut = (lines: readonly string[], from: number, count: number, sign: Row["sign"]) =>
    lines.slice(from, from + count).map((line) => row(sign, line));
  return content.hunkContent.flatMap((part) =>
    part.type === "context"
      ? cut(file.additionLines, part.additionLineIndex, part.lines, " ")
      : [
          ...cut(file.deletionLines, part.deletionLineIndex, part.deletions, "-"),
          ...cut(file.additionLines, part.additionLineIndex, part.additions, "+"),
        ],
  );
}

const written = (rows: readonly Row[]): string => rows.map((row) => `${row.sign}${row.text}`).join("\n");

/** The hunks of a parsed file. Identical ones are distinguished by their order. */
export function hunksOf(file: FileDiffMetadata): Hunk[] {
  const seen = new Map<string, number>();
  return file.hunks.map((content) => {
    const rows = rowsOf(file, content);
    const print = hash(written(rows));
    const nth = seen.get(print) ?? 0;
    seen.set(print, nth + 1);
    return {
      id: nth === 0 ? print : `${print}.${nth}`,
      path: file.name,
      old: { start: content.deletionStart, count: content.deletionCount },
      new: { start: content.additionStart, count: content.additionCount },
      heading: content.hunkContext ?? "",
      rows,
    };
  });
}

/** The lines that a hunk changes: of the new file, or of the old file if it only deletes. */
export function changedLines(hunk: Hunk): { side: "additions" | "deletions"; start: number; end: number } {
  const side = hunk.rows.some((row) => row.sign === "+") ? "additions" : "deletions";
  const sign = side === "additions" ? "+" : "-";
  let line = (side === "additions" ? hunk.new : hunk.old).start;
  let start = 0;
  let end = 0;
  for (const row of hunk.rows) {
    if (row.sign !== " " && row.sign !== sign) continue;
    if (row.sign === sign) {
      start ||= line;
      end = line;
    }
    line++;
  }
  return { side, start, end };
}

/** A hunk as text for the agent, at most `maxRows` lines of it. */
export function quote(hunk: Hunk, maxRows = 60): string {
  const { old, new: after, rows } = hunk;
  const head = `@@ -${old.start},${old.count} +${after.start},${after.count} @@`;
  const rest = rows.length - maxRows;
  const body = written(rows.slice(0, maxRows));
  return `${head}\n${body}${rest > 0 ? `\n(${rest} more lines)` : ""}`;
}

/** The hunk as a git patch has it. Gives the same lines back when it is parsed. */
export function patchText(hunk: Hunk): string {
  const { old, new: after, heading, rows } = hunk;
  const head = `@@ -${old.start},${old.count} +${after.start},${after.count} @@${heading ? ` ${heading}` : ""}\n`;
  const line = (row: Row) =>
    row.end === ""
      ? `${row.sign}${row.text}\n\\ No newline at end of file\n`
      : `${row.sign}${row.text}${row.end}`;
  return head + rows.map(line).join("");
}
