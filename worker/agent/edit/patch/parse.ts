import { indentOf } from "../indentation.ts";

/** Parses the V4A patch format: several files, hunks located by their lines instead of line numbers. */

export interface HunkLine {
  kind: " " | "-" | "+";
  text: string;
  /** An unchanged line that does not begin with the blank that marks it; so written by many models. */
  unmarked?: true;
}

export interface Hunk {
  /** Lines that enclose the change, outermost first: `class A`, `def run`. */
  anchors: string[];
  lines: HunkLine[];
  /** The hunk's last line is the file's last line. */
  atEnd: boolean;
  /** The last anchor with its indentation; null behind line numbers, where git puts a heading that is cut. */
  place: string | null;
  /** What `\\ No newline at end of file` says about the last line before and after; null if it is not there. */
  lastEnd: "added" | "removed" | null;
}

export type PatchOperation =
  | { kind: "add"; path: string; content: string }
  | { kind: "delete"; path: string }
  | { kind: "update"; path: string; moveTo: string | null; hunks: Hunk[] };

export type ParsedPatch =
  | { ok: true; operations: PatchOperation[] }
  /** `message` names the line of the patch. */
  | { ok: false; message: string };

const BEGIN = "*** Begin Patch";
const END = "*** End Patch";
const FILE_HEADER = /^[ \t]*\*{3}[ \t]*(Add|Delete|Update)[ \t]+File[ \t]*:[ \t]*(.+?)[ \t]*$/;
const MOVE = /^[ \t]*\*{3}[ \t]*Move[ \t]+to[ \t]*:[ \t]*(.+?)[ \t]*$/;
const END_OF_FILE = "*** End of File";
const NO_END = "\\ No newline";

export function parsePatch(text: string): ParsedPatch {
  const lines = withoutMargin(text.replaceAll("\r\n", "\n").split("\n"));
  const begin = lines.findIndex((line) => line.trim() === BEGIN);
  const end = lines.findLastIndex((line) => line.trim() === END);
  // A code fence or here-document around the patch is accepted; other text may be a malformed patch.
  const before = lines.slice(0, Math.max(begin, 0)).filter((line) => !/^\s*$|^```|<<\s*['"]?\w+/.test(line));
  if (begin === -1 || before.length > 0) return bad(1, `the patch must begin with the line \`${BEGIN}\``);
  if (end < begin) return bad(lines.length, `the line \`${END}\` is missing: the patch may be cut off`);
  const reader = new Reader(lines.slice(0, end), begin + 1);
  const operations: PatchOperation[] = [];
  try {
    while (!reader.done) operations.push(operation(reader));
  } catch (error) {
    if (error instanceof PatchError) return bad(error.line, error.message);
    throw error;
  }
  if (operations.length === 0) return bad(begin + 1, "the patch names no file");
  return { ok: true, operations };
}

/** A patch that is indented as a whole, as in a here-document. */
function withoutMargin(lines: readonly string[]): readonly string[] {
  const begin = lines.find((line) => line.trim() === BEGIN) ?? "";
  const margin = indentOf(begin);
  const all = lines.every((line) => line.startsWith(margin) || line.trim() === "" || /^[ \t]*```/.test(line));
  return margin !== "" && all
    ? lines.map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line))
    : lines;
}

class PatchError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const bad = (line: number, message: string): ParsedPatch => ({
  ok: false,
  message: `Line ${line} of the patch: ${message}.`,
});

class Reader {
  readonly #lines: readonly string[];
  #at: number;

  constructor(lines: readonly string[], at: number) {
    this.#lines = lines;
    this.#at = at;
    this.skipEmpty();
  }

  get done(): boolean {
    return this.#at >= this.#lines.length;
  }

  /** The next line; undefined at the end. */
  get line(): string | undefined {
    return this.#lines[this.#at];
  }

  next(): string {
    const line = this.#lines[this.#at];
    this.#at += 1;
    return line ?? "";
  }

  /** The line after the next one. */
  get following(): string | undefined {
    return this.#lines[this.#at + 1];
  }

  skipEmpty(): void {
    while (this.line?.trim() === "") this.#at += 1;
  }

  error(message: string): PatchError {
    return new PatchError(this.#at + 1, message);
  }
}

function operation(reader: Reader): PatchOperation {
  const header = FILE_HEADER.exec(reader.line ?? "");
  if (!header)
    throw reader.error("expected `*** Add File: `, `*** Update File: ` or `*** Delete File: ` with a path");
  reader.next();
  const [, verb, path = ""] = header;
  if (verb === "Delete") {
    reader.skipEmpty();
    return { kind: "delete", path };
  }
  return verb === "Add" ? { kind: "add", path, content: addedContent(reader) } : update(reader, path);
}

const isSection = (line: string | undefined): boolean => line === undefined || line.startsWith("*** ");

/** Also a padded header, if what follows shows that it is not a line of the file. */
function endsHunks({ line, following }: Reader): boolean {
  if (isSection(line)) return true;
  if (line === undefined || !FILE_HEADER.test(line)) return false;
  return (
    following === undefined || following.startsWith("@@") || MOVE.test(following) || isSection(following)
  );
}

function addedContent(reader: Reader): string {
  const lines: string[] = [];
  while (!endsHunks(reader)) {
    const line = reader.line ?? "";
    if (line.startsWith(NO_END)) {
      reader.next();
      reader.skipEmpty();
      return lines.join("\n");
    }
    if (line !== "" && !line.startsWith("+")) throw reader.error("each line of a new file starts with `+`");
    lines.push(reader.next().slice(1));
    if (line === "") {
      reader.skipEmpty();
      if (isSection(reader.line)) lines.pop();
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

function update(reader: Reader, path: string): PatchOperation {
  const move = MOVE.exec(reader.line ?? "");
  if (move) reader.next();
  const hunks: Hunk[] = [];
  reader.skipEmpty();
  // The names of the file in a unified diff.
  if (reader.line?.startsWith("--- ") && reader.following?.startsWith("+++ ")) {
    reader.next();
    reader.next();
  }
  while (!endsHunks(reader)) hunks.push(hunk(reader));
  if (hunks.length === 0 && !move) throw reader.error(`the update of ${path} has no hunk`);
  return { kind: "update", path, moveTo: move?.[1] ?? null, hunks: hunks.filter(changes) };
}

const changes = ({ lines, lastEnd }: Hunk): boolean =>
  lastEnd !== null || lines.some(({ kind }) => kind !== " ");

function hunk(reader: Reader): Hunk {
  const anchors: string[] = [];
  let place: string | null = null;
  while (reader.line?.startsWith("@@")) {
    const line = reader.next();
    const { anchor, numbers } = anchorOf(line);
    place = numbers ? null : line.replace(/^@@ ?/, "").trimEnd();
    if (anchor !== "") anchors.push(anchor);
  }
  const lines: HunkLine[] = [];
  const open = new Set<HunkLine["kind"]>();
  let atEnd = false;
  let unmarked: PatchError | null = null;
  while (!endsHunks(reader) && !reader.line?.startsWith("@@")) {
    const last = lines.at(-1);
    if (reader.line?.startsWith(NO_END)) {
      reader.next();
      if (last) open.add(last.kind);
    } else {
      unmarked ??= /^[^ +-]/.test(reader.line ?? "") ? reader.error(MARKS) : null;
      lines.push(hunkLine(reader));
    }
  }
  if (reader.line?.trim() === END_OF_FILE) {
    atEnd = true;
    reader.next();
    reader.skipEmpty();
  }
  // An empty line before the next section is layout rather than context.
  while (lines.at(-1)?.unmarked && lines.at(-1)?.text === "") lines.pop();
  if (lines.length === 0 && !atEnd) throw reader.error("a hunk has no lines");
  if (unmarked && lines.every(({ kind }) => kind === " ")) throw unmarked;
  const [was, will] = [open.has("-") || open.has(" "), open.has("+") || open.has(" ")];
  const lastEnd = was === will ? null : was ? "added" : "removed";
  return { anchors, lines, atEnd: atEnd || open.size > 0, place, lastEnd };
}

const MARKS = "each line of a hunk starts with a blank (unchanged), `-` (removed) or `+` (added)";

function hunkLine(reader: Reader): HunkLine {
  const line = reader.next();
  const kind = line[0];
  if (kind === " " || kind === "-" || kind === "+") return { kind, text: line.slice(1) };
  return { kind: " ", text: line, unmarked: true };
}

/** Accepts `@@ def run` and git's `@@ -1,2 +1,3 @@ def run`; line numbers are ignored. */
function anchorOf(line: string): { anchor: string; numbers: boolean } {
  const rest = line.slice(2).trim();
  const numbered = /^-\d+(?:,\d+)? \+\d+(?:,\d+)?(?: @@)?(.*)$/.exec(rest);
  const text = (numbered?.[1] ?? rest).trim();
  return { anchor: text.endsWith("@@") ? text.slice(0, -2).trim() : text, numbers: numbered !== null };
}
