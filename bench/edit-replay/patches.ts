/** A change of a file as a patch, in the forms in which models write them. */
import { type Block, type Place, placesOf } from "./changes.ts";
import { type Reindent, standsAtMargin } from "./slips.ts";

export interface PatchForm {
  context: number;
  /** What stands behind `@@`: nothing, git's numbers and heading, or the heading alone. */
  header: "bare" | "git" | "heading";
  /** Which unchanged lines have their leading blank; `indented`: those that begin with a blank anyway. */
  marks: "all" | "indented" | "none";
  slip: "none" | "old" | "all" | "tabs";
  reindent?: Reindent | null;
}

interface Line {
  kind: " " | "-" | "+";
  text: string;
}

const NO_END = "\\ No newline at end of file";

/** Null where the form's slip does nothing to any hunk. */
export function patchOf(
  path: string,
  before: readonly string[],
  blocks: readonly Block[],
  form: PatchForm,
): string | null {
  const hunks: string[] = [];
  let moved = 0;
  const slipped: string[] = [];
  for (const place of placesOf(before.length, blocks, form.context)) {
    const lines = linesOf(before, place);
    const other = form.reindent ? slip(lines, form.reindent) : null;
    if (other) slipped.push(oldOf(other));
    const grown = place.blocks.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
    hunks.push(headerOf(before, form, place, moved, grown));
    hunks.push(...(other ?? lines).flatMap((line) => written(line, form)));
    moved += grown;
  }
  const [one, more] = slipped;
  // The only hunk that lacks its indentation may stand without it elsewhere: nobody could tell that it lacks any.
  if (form.reindent && (one === undefined || (more === undefined && standsAtMargin(before.join(""), one))))
    return null;
  return ["*** Begin Patch", `*** Update File: ${path}`, ...hunks, "*** End Patch", ""].join("\n");
}

const oldOf = (lines: readonly Line[]): string =>
  lines.map(({ kind, text }) => (kind === "+" ? "" : text)).join("");

function linesOf(before: readonly string[], { from, to, blocks }: Place): Line[] {
  const lines: Line[] = [];
  const add = (kind: Line["kind"], texts: readonly string[]) =>
    lines.push(...texts.map((text) => ({ kind, text })));
  let at = from;
  for (const { from: start, removed, added } of blocks) {
    add(" ", before.slice(at, start));
    add("-", removed);
    add("+", added);
    at = start + removed.length;
  }
  add(" ", before.slice(at, to));
  return lines;
}

function slip(lines: readonly Line[], reindent: Reindent): Line[] | null {
  const old = lines.filter(({ kind }) => kind !== "+").map(({ text }) => text);
  const added = lines.filter(({ kind }) => kind === "+").map(({ text }) => text);
  const done = reindent(old, added);
  if (!done) return null;
  return lines.map(({ kind }) => ({ kind, text: (kind === "+" ? done.added : done.old).shift() ?? "" }));
}

function written({ kind, text }: Line, { marks }: PatchForm): string[] {
  const bare = kind === " " && (marks === "none" || (marks === "indented" && !text.startsWith(" ")));
  const line = (bare ? "" : kind) + text.replace(/\n$/, "");
  return text.endsWith("\n") || text === "" ? [line] : [line, NO_END];
}

function headerOf(
  before: readonly string[],
  { header }: PatchForm,
  { from, to }: Place,
  moved: number,
  grown: number,
): string {
  if (header === "bare") return "@@";
  // What git takes for the heading without a driver for the language.
  const enclosing = before.slice(0, from).findLast((line) => /^[A-Za-z_$]/.test(line)) ?? "";
  const heading = enclosing.slice(0, 80).trim();
  const counts = `-${from + 1},${to - from} +${from + 1 + moved},${to - from + grown}`;
  return (header === "git" ? `@@ ${counts} @@ ${heading}` : `@@ ${heading}`).trimEnd();
}
