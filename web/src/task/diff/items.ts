import type { CodeViewItem, DiffLineAnnotation } from "@pierre/diffs";
import { type ShownFile, withoutLines } from "./content.ts";
import type { Hunk, Row } from "./hunks.ts";
import type { Note, Place, Side } from "./review/review.ts";

/** An annotation below a line: a comment, the form of one, the bar of a hunk, or the reason for absent lines. */
export type Mark =
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "draft"; readonly place: Place }
  | { readonly kind: "hunk"; readonly hunk: Hunk; readonly nth: number; readonly of: number }
  | { readonly kind: "absence"; readonly path: string; readonly text: string; readonly mayShow: boolean };

/** Wrapped, because the library spreads a union over its own types. */
export interface Marked {
  readonly mark: Mark;
}
export type Annotation = DiffLineAnnotation<Marked>;

/** Which mark it is, and which version of it. What is typed into a draft makes no other version. */
function identity(mark: Mark): { name: string; version: string } {
  switch (mark.kind) {
    case "note":
      return { name: `note ${mark.note.id}`, version: mark.note.text };
    case "draft": {
      const { path, side, start, end } = mark.place;
      return { name: "draft", version: `${path} ${side} ${start} ${end}` };
    }
    case "hunk": {
      const { path, id, new: span } = mark.hunk;
      return { name: `hunk ${path} ${id}`, version: `${mark.nth} ${mark.of} ${span.start}` };
    }
    case "absence":
      return { name: `absence ${mark.path}`, version: mark.text };
  }
}

export const markName = (mark: Mark): string => identity(mark).name;

/** Reads differently when the annotation has to be drawn anew. */
export const annotationName = ({ side, lineNumber, metadata }: Annotation): string => {
  const { name, version } = identity(metadata.mark);
  return `${name} ${version}@${side}${lineNumber}`;
};

const SIDE: Record<Row["sign"], Side> = { " ": "additions", "+": "additions", "-": "deletions" };

/** The first or the last line of a hunk. */
export function edgeOf(hunk: Hunk, edge: "first" | "last"): { side: Side; line: number } {
  const row = hunk.rows.at(edge === "first" ? 0 : -1);
  const side = row ? SIDE[row.sign] : "additions";
  const span = side === "additions" ? hunk.new : hunk.old;
  return { side, line: edge === "first" ? span.start : span.start + span.count - 1 };
}

export interface ItemState {
  /** Comments and the one that is being written, of every file. */
  readonly marks: readonly Mark[];
  /** The line of a hunk that has its bar; null for none. */
  readonly bars: "first" | "last" | null;
  /** Files whose lines were asked for although they are long or written by a tool. */
  readonly opened: ReadonlySet<string>;
  /** What was handed to the library before: it draws anew what is not the same object. */
  readonly known: Map<string, Marked>;
}

function markedOf(mark: Mark, known: ItemState["known"]): Marked {
  const { name, version } = identity(mark);
  const key = `${name} ${version}`;
  const found = known.get(key) ?? { mark };
  known.set(key, found);
  return found;
}

const isAbsent = ({ file, absence }: ShownFile, state: ItemState): boolean =>
  absence !== null && !(absence.mayShow && state.opened.has(file.path));

/** The annotations of one file. */
export function annotationsOf(shown: ShownFile, state: ItemState): Annotation[] {
  const { path } = shown.file;
  const below = (side: Side, lineNumber: number, mark: Mark): Annotation => ({
    side,
    lineNumber,
    metadata: markedOf(mark, state.known),
  });
  const written = state.marks.flatMap((mark) => {
    if (mark.kind !== "note" && mark.kind !== "draft") return [];
    const place = mark.kind === "note" ? mark.note : mark.place;
    return place.path === path ? [below(place.side, isAbsent(shown, state) ? 0 : place.end, mark)] : [];
  });
  if (shown.absence && isAbsent(shown, state)) {
    return [below("additions", 0, { kind: "absence", path, ...shown.absence }), ...written];
  }
  const { bars } = state;
  // With one hunk, the controls of the file say the same.
  if (bars === null || shown.hunks.length < 2) return written;
  const hunkBars = shown.hunks.map((hunk, index) => {
    const { side, line } = edgeOf(hunk, bars);
    return below(side, line, { kind: "hunk", hunk, nth: index + 1, of: shown.hunks.length });
  });
  return [...hunkBars, ...written];
}

/** One file as the view's item. The view draws it again when `version` changes. */
export function itemOf(
  shown: ShownFile,
  state: ItemState & { collapsed: boolean; version: number },
): CodeViewItem<Marked> {
  return {
    id: shown.file.path,
    type: "diff",
    fileDiff: isAbsent(shown, state) ? withoutLines(shown.drawn) : shown.drawn,
    version: state.version,
    annotations: annotationsOf(shown, state),
    collapsed: state.collapsed,
  };
}
