import { type FileDiffMetadata, parsePatchFiles } from "@pierre/diffs";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { FileDiff, TaskDiff } from "../../../../worker/protocol/index.ts";
import { type Absence, absenceOf } from "./absence.ts";
import { orderFiles } from "./files.ts";
import { type Hunk, hunksOf, patchText } from "./hunks.ts";
import { withoutWhitespace } from "./whitespace.ts";

/** One file of the change, parsed. */
export interface ReadFile {
  readonly file: FileDiff;
  readonly whole: FileDiffMetadata;
  readonly hunks: readonly Hunk[];
}

/** One file as it is drawn. */
export interface ShownFile {
  readonly file: FileDiff;
  readonly drawn: FileDiffMetadata;
  /** The hunks that are drawn, in their order, each as it stands in the change. */
  readonly hunks: readonly Hunk[];
  /** Why there are no lines to see at first; null when there are. */
  readonly absence: Absence | null;
}

const EMPTY: Omit<FileDiffMetadata, "name" | "type" | "cacheKey"> = {
  hunks: [],
  splitLineCount: 0,
  unifiedLineCount: 0,
  isPartial: true,
  additionLines: [],
  deletionLines: [],
  additionCharacterCount: 0,
  deletionCharacterCount: 0,
};
const TYPE = { added: "new", modified: "change", deleted: "deleted" } as const;

/** The file without any of its lines. */
export const withoutLines = (whole: FileDiffMetadata): FileDiffMetadata => ({
  ...whole,
  ...EMPTY,
  cacheKey: `${whole.cacheKey ?? whole.name}/empty`,
});

/** The files of a change in the order in which they are shown. `cacheKey` names this content. */
export function readFiles(diff: TaskDiff, cacheKey: string): ReadFile[] {
  const parsed = parsePatchFiles(diff.patch, { cacheKeyPrefix: cacheKey }).flatMap((part) => part.files);
  const byPath = new Map(parsed.map((file) => [file.name, file]));
  return orderFiles(diff.files).map((file) => {
    const whole = byPath.get(file.path) ?? { ...EMPTY, name: file.path, type: TYPE[file.status] };
    return { file, whole, hunks: hunksOf(whole) };
  });
}

/**
 * What is drawn of a file: everything, or what is left without changes of whitespace. Invisible characters
 * are drawn as their code points, in lines and in the name.
 */
export function showFile(read: ReadFile, hideWhitespace: boolean): ShownFile {
  const shown = choose(read, hideWhitespace);
  return { ...shown, drawn: revealed(shown.drawn) };
}

/** The same object where there is nothing to reveal: the library draws anew what is another one. */
function revealed(drawn: FileDiffMetadata): FileDiffMetadata {
  const name = revealAll(drawn.name);
  const additionLines = revealLines(drawn.additionLines);
  const deletionLines = revealLines(drawn.deletionLines);
  const same =
    name === drawn.name && additionLines === drawn.additionLines && deletionLines === drawn.deletionLines;
  return same ? drawn : { ...drawn, name, additionLines, deletionLines };
}

/** The same array where nothing is hidden. */
function revealLines(lines: string[]): string[] {
  const shown = lines.map(revealAll);
  return shown.some((line, index) => line !== lines[index]) ? shown : lines;
}

function choose(read: ReadFile, hideWhitespace: boolean): ShownFile {
  const { file, whole } = read;
  if (!hideWhitespace || read.hunks.length === 0)
    return { file, drawn: whole, hunks: read.hunks, absence: absenceOf(read, false) };
  const kept = read.hunks.flatMap((hunk) => {
    const rest = withoutWhitespace(hunk);
    return rest ? [{ hunk, rest }] : [];
  });
  const hunks = kept.map(({ hunk }) => hunk);
  if (kept.length === 0) return { file, drawn: withoutLines(whole), hunks, absence: absenceOf(read, true) };
  const text = kept.map(({ rest }) => patchText(rest)).join("");
  const patch = `diff --git a/x b/x\n--- a/x\n+++ b/x\n${text}`;
  const [again] = parsePatchFiles(patch).flatMap((part) => part.files);
  if (!again) return { file, drawn: whole, hunks: read.hunks, absence: absenceOf(read, false) };
  const drawn = {
    ...again,
    name: whole.name,
    type: whole.type,
    cacheKey: `${whole.cacheKey ?? whole.name}/no-whitespace`,
  };
  return { file, drawn, hunks, absence: absenceOf(read, false) };
}
