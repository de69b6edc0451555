import { findMatches, lineAt, type Rung } from "./match.ts";
import { nearestWindows } from "./nearest.ts";
import { numberedLines } from "./numbered.ts";

export interface Edit {
  old: string;
  new: string;
  /** Every hit instead of exactly one. */
  replace_all?: boolean;
}

type EditProblem = "empty_old" | "no_change" | "not_found" | "not_unique" | "elision" | "no_edits";

export type EditResult =
  | { ok: true; text: string; replacements: number; rungs: Rung[] }
  | {
      ok: false;
      problem: EditProblem;
      /** Position in the list of edits; 0-based. */
      index: number;
      /** For the model: what is wrong, where, and that nothing was written. */
      message: string;
    };

/** A comment that stands for code which the model did not write out. The blank tells it from a spread: `...rest`. */
const ELISION =
  /^[ \t]*(?:\/\/|#|--|\/\*|<!--|\{\/\*)?[ \t]*(?:\.\.\.|…)[ \t]+\(?(?:rest|existing|remaining|other|unchanged|same|previous|the rest)\b.*$/im;

/**
 * Applies edits one after the other to a file's text (LF line ends). Pure: the caller writes the result, and writes
 * nothing when any edit fails. Each `old` must stand in the text exactly once unless it says `replace_all`; nothing
 * is ever replaced by similarity.
 */
export function applyEdits(text: string, edits: readonly Edit[]): EditResult {
  if (edits.length === 0) return { ok: false, problem: "no_edits", index: 0, message: "`edits` is empty." };
  let current = text;
  let replacements = 0;
  const rungs: Rung[] = [];
  for (const [index, edit] of edits.entries()) {
    const wanted = { ...edit, old: toLf(edit.old, text), new: toLf(edit.new, text) };
    const problem = refuse(current, wanted);
    if (problem)
      return { ok: false, ...problem, index, message: withPlace(problem.message, index, edits.length) };
    const { starts, length, rung } = findMatches(current, wanted.old);
    current = splice(current, starts, length, wanted.new);
    replacements += starts.length;
    rungs.push(rung);
  }
  return { ok: true, text: current, replacements, rungs };
}

/** True if `text` leaves out code behind a comment such as `// ... rest of code ...` that `original` does not have. */
export function hasElision(text: string, original: string): boolean {
  const line = ELISION.exec(text)?.[0];
  return line !== undefined && !original.includes(line.trim());
}

/** The text of a CRLF file is handled with LF; a model may still write CRLF. Files with mixed ends stay untouched. */
function toLf(part: string, text: string): string {
  return text.includes("\r\n") ? part : part.replaceAll("\r\n", "\n");
}

function refuse(text: string, edit: Edit): { problem: EditProblem; message: string } | null {
  if (edit.old === "") {
    const message = "`old` is empty. To create a file or to replace all of it, use write.";
    return { problem: "empty_old", message };
  }
  if (edit.old === edit.new) return { problem: "no_change", message: "`old` and `new` are the same text." };
  if (hasElision(edit.new, text)) {
    const message = "`new` leaves out code behind a comment like `... rest of code ...`. Write all of it.";
    return { problem: "elision", message };
  }
  const { starts } = findMatches(text, edit.old);
  if (starts.length === 0) return { problem: "not_found", message: notFound(text, edit) };
  if (starts.length === 1 || edit.replace_all) return null;
  const lines = starts.slice(0, 20).map((start) => lineAt(text, start));
  const message =
    `\`old\` stands in the file ${starts.length} times, on lines ${lines.join(", ")}. ` +
    "Add lines around it so that it is unique, or set replace_all.";
  return { problem: "not_unique", message };
}

function notFound(text: string, edit: Edit): string {
  const parts = ["`old` does not stand in the file exactly as given (spaces and line ends count)."];
  if (edit.new.trim().length > 3 && text.includes(edit.new))
    parts.push("The text of `new` is already in the file.");
  if (/^ *\d+\| /m.test(edit.old)) parts.push("Leave out the line numbers that read puts before each line.");
  const windows = nearestWindows(text, edit.old);
  if (windows.length === 0) parts.push("Nothing in the file looks like it: read the file again.");
  else parts.push("The nearest text in the file:");
  return [...parts, ...windows.map(({ from, to }) => numberedLines(text, from, to))].join("\n");
}

function withPlace(message: string, index: number, count: number): string {
  const which = count === 1 ? "" : `Edit ${index + 1} of ${count}: `;
  return `${which}${message}\nNothing was written.`;
}

/** Not `String.replace`: `$&` and the like in code must stay what they are. */
function splice(text: string, starts: readonly number[], length: number, replacement: string): string {
  let result = "";
  let from = 0;
  for (const start of starts) {
    result += text.slice(from, start) + replacement;
    from = start + length;
  }
  return result + text.slice(from);
}
