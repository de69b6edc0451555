/** Messages for the model about a failed edit, with enough context to correct it without another read. */
import { indentOf } from "./indentation.ts";
import type { Hit, Search } from "./match-ladder.ts";
import { nearestPlace, nearestWindows } from "./nearest.ts";
import { countLines, focusAt, numberedLines } from "./numbered.ts";
import type { Placeholder } from "./placeholder.ts";
import type { Unfit } from "./replacement.ts";

const MAX_HITS = 20;
const MAX_WINDOW_LINES = 40;
const MAX_FRESH_LINES = 200;
const MAX_INDENT = 200;

export const NOTHING_WRITTEN = "Nothing was written.";

const IGNORING: Record<Search["rung"], string> = {
  exact: "",
  line_endings: ", not minding line ends",
  trailing_space: ", not minding spaces at line ends",
  indentation: ", not minding indentation",
  punctuation: ", not minding typographic quotes, dashes and spaces",
  letter_forms: ", not minding how letters with accents are written",
};

/** `what` names the searched text: "`old`", or "the lines of this hunk". */
export function explainNotFound(text: string, old: string, next: string, what: string): string {
  const parts = [
    `${what} does not stand in the file: not exactly as given, nor with other line ends, trailing spaces, ` +
      "indentation or typographic punctuation.",
  ];
  if (isPresent(text, next)) parts.push("The new text is already in the file.");
  if (/^ *\d+\| /m.test(old)) parts.push("Leave out the line numbers that read puts before each line.");
  // The text's place within a long line, otherwise similar lines.
  const place = nearestPlace(text, old);
  const focus = place === null ? null : focusAt(text, place);
  const windows = focus ? [{ from: focus.line, to: focus.line }] : nearestWindows(text, old);
  if (windows.length === 0) parts.push("Nothing in the file looks like it: read the file again.");
  else parts.push("The nearest text in the file:");
  return [
    ...parts,
    ...windows.map(({ from, to }) =>
      numberedLines(text, from, Math.min(to, from + MAX_WINDOW_LINES), { focus }),
    ),
  ].join("\n");
}

/** The lines that look like one that is not there; "" if none does. */
export function explainNearest(text: string, line: string): string {
  const windows = nearestWindows(text, line);
  if (windows.length === 0) return "";
  return `\nThe nearest text in the file:\n${windows.map(({ from, to }) => numberedLines(text, from, to)).join("\n")}`;
}

export function explainNotUnique(text: string, { hits, rung }: Search, what: string, remedy: string): string {
  const places = hits.slice(0, MAX_HITS).map(({ start }) => focusAt(text, start));
  const oneLine = places.length > 1 && places.every(({ line }) => line === places[0]?.line);
  const named = oneLine
    ? `on line ${places[0]?.line}, at columns ${places.map(({ column }) => column).join(", ")}`
    : `on lines ${places.map(({ line }) => line).join(", ")}`;
  const more = hits.length > MAX_HITS ? " and more" : "";
  return `${what} stands in the file ${hits.length} times${IGNORING[rung]}, ${named}${more}. ${remedy}`;
}

export function explainIndentation(text: string, { start }: Hit, unfit: Unfit, what: string): string {
  if (unfit !== "unclear") {
    const [file, sent] = unfit === "blanks" ? ["tabs", "blanks"] : ["blanks", "tabs"];
    return `The file is indented with ${file}, the new lines with ${sent}: indent them with ${file}.`;
  }
  const { line } = focusAt(text, start);
  const begin = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const indent = indentOf(text.slice(begin, begin + MAX_INDENT));
  return (
    `${what} stands on line ${line} with another indentation, and it is not clear how the new text is to be indented ` +
    `there. Copy whole lines from the file and write the new ones with the indentation that they are to have: line ` +
    `${line} begins with ${nameOf(indent)}.`
  );
}

/** For an edit whose meaning depends on the other edits of its request. `start`: where it stands now. */
export function explainDoubt(text: string, start: number, what: string): string {
  const { line } = focusAt(text, start);
  return (
    `${what} stands with another indentation in the file (on line ${line} with these edits), and another edit of this ` +
    "request makes it unclear how deep the new text is to be. Copy whole lines from the file, and write the new ones " +
    "with the indentation that they are to have."
  );
}

function nameOf(indent: string): string {
  const tabs = indent.split("\t").length - 1;
  const blanks = indent.length - tabs;
  const count = (number: number, word: string) =>
    number === 0 ? [] : [`${number} ${word}${number === 1 ? "" : "s"}`];
  return [...count(tabs, "tab"), ...count(blanks, "blank")].join(" and ") || "no blank";
}

export function explainPlaceholder({ problem, line }: Placeholder, what: string): string {
  const shown = JSON.stringify(line.slice(0, 120));
  if (problem === "elision")
    return `${what} leaves out code behind a comment: ${shown}. Write all of it, nothing left out.`;
  if (problem === "line_numbers")
    return `${what} has line numbers before its lines, as read shows them: ${shown}. Leave them out.`;
  return `${what} holds the mark of a conflict or of another edit format: ${shown}.`;
}

/** The file around the edit, for a model that does not know its present content. */
export function freshSlice(
  path: string,
  text: string,
  near: number | null,
): { slice: string; whole: boolean } {
  const total = countLines(text);
  if (total === 0) return { slice: `${path} (empty file)`, whole: true };
  const focus = near === null ? null : focusAt(text, near);
  const middle = focus?.line ?? 1;
  const from = total <= MAX_FRESH_LINES ? 1 : Math.max(1, middle - MAX_FRESH_LINES / 2);
  const to = Math.min(total, from + MAX_FRESH_LINES - 1);
  const slice = `${path} (lines ${from}-${to} of ${total})\n${numberedLines(text, from, to, { focus })}`;
  return { slice, whole: total <= MAX_FRESH_LINES && slice.length >= text.length };
}

/** Short texts occur everywhere by chance. */
function isPresent(text: string, next: string): boolean {
  const wanted = next.trim();
  return wanted.length > 3 && text.includes(wanted);
}
