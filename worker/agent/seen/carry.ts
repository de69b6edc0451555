/** Files that earlier runs of the task read, for the opening of the next one. */
import type { Message } from "../../llm/types.ts";
import { pathKey } from "../../protocol/index.ts";
import { countLines, numberedLines } from "../edit/numbered.ts";
import { digest } from "../tools/digest.ts";
import type { WorkTree } from "../tools/work-tree.ts";
import { merged, type Range, type Reading, readingsOf } from "./readings.ts";

/** About twelve thousand tokens. */
const MAX_CHARS = 48_000;
const MAX_FILE_CHARS = 16_000;
const MAX_FILES = 40;
/** A smaller rest of the budget shows nothing useful. */
const MIN_CHARS = 500;
/** Of a short file all is shown where this share of it was read. */
const SHORT_LINES = 400;
const MOST = 0.7;

export interface Carried {
  path: string;
  /** Numbered lines with a heading; null where the prompt shows the file elsewhere. */
  text: string | null;
}

/**
 * The files that earlier runs read or wrote and that are still as they were seen, each read again. Wanted files come
 * first, then those seen last; at most 48,000 characters. They count as read from now on. `shown` are files that the
 * opening shows anyway.
 */
export async function carriedFiles(
  runs: readonly (readonly Message[])[],
  workTree: WorkTree,
  { wanted, shown }: { wanted: readonly string[]; shown: readonly string[] },
): Promise<Carried[]> {
  const first = new Set(wanted.map(pathKey));
  const elsewhere = new Set(shown.map(pathKey));
  const readings = readingsOf(runs).toSorted(
    (a, b) => Number(first.has(pathKey(b.path))) - Number(first.has(pathKey(a.path))),
  );
  const carried: Carried[] = [];
  let room = MAX_CHARS;
  for (const reading of readings.slice(0, MAX_FILES)) {
    const found = await workTree.read(reading.path).catch(() => null);
    if (!found?.ok || (await digest(found.bytes)) !== reading.hash) continue;
    if (elsewhere.has(pathKey(reading.path))) {
      await workTree.remember(reading.path, found.bytes);
      carried.push({ path: reading.path, text: null });
      continue;
    }
    if (room < MIN_CHARS) continue;
    const piece = shownLines(reading, found.file.text, Math.min(room, MAX_FILE_CHARS));
    if (piece === null) continue;
    room -= piece.text.length;
    for (const range of piece.ranges) await workTree.remember(reading.path, found.bytes, range);
    carried.push({ path: reading.path, text: piece.text });
  }
  return carried;
}

function shownLines(
  { path, ranges }: Reading,
  text: string,
  maxChars: number,
): { text: string; ranges: Range[] } | null {
  const total = countLines(text);
  if (total === 0) return null;
  const parts: string[] = [];
  const kept: Range[] = [];
  let room = maxChars;
  for (const { from, to } of wantedLines(ranges, total)) {
    const head = `${path} (lines ${from}-${to} of ${total})`;
    const body = numberedLines(text, from, to);
    const lines = cutTo(body, room - head.length);
    if (lines === 0) break;
    const last = from + lines - 1;
    const piece = `${path} (lines ${from}-${last} of ${total})\n${body.split("\n").slice(0, lines).join("\n")}`;
    parts.push(piece);
    kept.push({ from, to: last });
    room -= piece.length;
    if (last < to) break;
  }
  return kept.length === 0 ? null : { text: parts.join("\n"), ranges: kept };
}

function wantedLines(ranges: readonly Range[], total: number): Range[] {
  const inside = merged(
    ranges.flatMap(({ from, to }) => (from <= total ? [{ from, to: Math.min(to, total) }] : [])),
  );
  const lines = inside.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const whole = inside.length === 0 || (total <= SHORT_LINES && lines >= total * MOST);
  return whole ? [{ from: 1, to: total }] : inside;
}

/** How many whole lines fit. */
function cutTo(body: string, maxChars: number): number {
  let chars = 0;
  let count = 0;
  for (const line of body.split("\n")) {
    chars += line.length + 1;
    if (chars > maxChars) break;
    count += 1;
  }
  return count;
}
