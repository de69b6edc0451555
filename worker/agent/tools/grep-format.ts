/** How matches are shown to the model: a line each, or with the lines around them. */
import { cutLine } from "../edit/numbered.ts";
import { type GrepMatch, MAX_LINE_CHARS } from "./grep-search.ts";
import { readLines } from "./large-file.ts";
import type { ToolContext } from "./tool.ts";

const MAX_CHARS = 16_000;
const MAX_CONTEXT_FILES = 40;

/** `full` has every match, `content` the first `max`, as far as they fit. */
export function formatMatches(
  matches: readonly GrepMatch[],
  max: number,
): { content: string; count: number; full: string } {
  const lines = matches.map(describe);
  let chars = 0;
  let shown = 0;
  for (const line of lines) {
    if (shown === max || chars + line.length > MAX_CHARS) break;
    chars += line.length;
    shown += 1;
  }
  return { content: lines.slice(0, shown).join("\n"), count: shown, full: lines.join("\n") };
}

/** For a long line the column, from which `read` shows more. */
function describe({ path, line, column, text }: GrepMatch): string {
  const cut = text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)} [line cut]` : text;
  return column === null ? `${path}:${line}: ${cut}` : `${path}:${line}: […column ${column}…] ${cut} […]`;
}

/** Git counts columns in bytes, `read` in characters. */
export async function withTextColumns(
  matches: readonly GrepMatch[],
  { workTree }: ToolContext,
): Promise<GrepMatch[]> {
  const lines = new Map<string, string[] | null>();
  const counted: GrepMatch[] = [];
  for (const match of matches) {
    const { path, line, column } = match;
    if (column === null) {
      counted.push(match);
      continue;
    }
    if (!lines.has(path)) {
      const found = await workTree.read(path);
      lines.set(path, found.ok ? found.file.text.split("\n") : null);
    }
    const text = lines.get(path)?.[line - 1];
    counted.push(text === undefined ? match : { ...match, column: charColumn(text, column) });
  }
  return counted;
}

function charColumn(text: string, byteColumn: number): number {
  const bytes = new TextEncoder().encode(text);
  return new TextDecoder().decode(bytes.subarray(0, byteColumn - 1)).length + 1;
}

/** Each file once, its lines as `12: match` and `13- around`, with `--` where lines are left out. */
export async function withContext(
  matches: readonly GrepMatch[],
  around: number,
  context: ToolContext,
): Promise<string> {
  const byFile = Map.groupBy(matches, ({ path }) => path);
  const parts: string[] = [];
  let chars = 0;
  for (const [path, found] of byFile) {
    if (parts.length === MAX_CONTEXT_FILES || chars > MAX_CHARS) {
      parts.push(`[${byFile.size - parts.length} more files with matches: narrow the pattern or the path]`);
      break;
    }
    const text = `${path}\n${await surroundings(path, found, around, context)}`;
    parts.push(chars + text.length > 2 * MAX_CHARS ? `${text.slice(0, MAX_CHARS)}\n[cut]` : text);
    chars += text.length;
  }
  return parts.join("\n\n");
}

async function surroundings(
  path: string,
  matches: readonly GrepMatch[],
  around: number,
  { host, workTree }: ToolContext,
): Promise<string> {
  const found = await workTree.read(path);
  const lineOf = new Map(matches.map(({ line, text }) => [line, text]));
  const columns = new Map(matches.map(({ line, column }) => [line, column]));
  const groups: string[] = [];
  for (const { from, to } of windowsAround([...lineOf.keys()], around)) {
    const lines = found.ok
      ? found.file.text.split("\n").slice(from - 1, to)
      : (await readLines(host, workTree.absolute(path), { from, to, column: 1, width: MAX_LINE_CHARS }))
          ?.lines;
    if (lines?.at(-1) === "" && lines.length > 1 && !lineOf.has(to)) lines.pop();
    const numbered = (lines ?? [...lineOf.values()]).map((line, index) => {
      const number = from + index;
      const mark = lineOf.has(number) ? ":" : "-";
      return `${number}${mark} ${cutLine(line.replace(/\r$/, ""), columns.get(number) ?? null, MAX_LINE_CHARS)}`;
    });
    groups.push(numbered.join("\n"));
  }
  return groups.join("\n--\n");
}

/** Ranges of lines around each place; those that touch are one. */
export function windowsAround(lines: readonly number[], around: number): { from: number; to: number }[] {
  const windows: { from: number; to: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = windows.at(-1);
    const from = Math.max(1, line - around);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, line + around);
    else windows.push({ from, to: line + around });
  }
  return windows;
}
