import type { FileDiff } from "../../../../worker/protocol/index.ts";

export type Side = "additions" | "deletions";
export type Verdict = "accepted" | "rejected";

/** Where a comment stands. Line 0: on the whole file. */
export interface Place {
  readonly path: string;
  readonly side: Side;
  readonly start: number;
  readonly end: number;
}

export interface Note extends Place {
  readonly id: string;
  readonly text: string;
}

/**
 * What a reader has made of a diff so far. Marks are tied to the file's content by its fingerprint: they stop
 * counting when the file changes. Immutable.
 */
export interface Review {
  /** Fingerprint of each file when it was marked as viewed. */
  readonly viewed: Readonly<Record<string, string>>;
  readonly verdicts: Readonly<Record<string, { verdict: Verdict; fingerprint: string }>>;
  readonly notes: readonly Note[];
  /** The comment that is being written. */
  readonly draft: (Place & { text: string }) | null;
  /** Fingerprints of all files when the last review was sent; null before the first. */
  readonly sent: Readonly<Record<string, string>> | null;
}

export const EMPTY_REVIEW: Review = { viewed: {}, verdicts: {}, notes: [], draft: null, sent: null };

/** Fingerprints by path: equal for as long as the file's part of the patch stays the same. */
export type Fingerprints = ReadonlyMap<string, string>;

/** FNV-1a over UTF-16 units: tells versions of one file apart, and is no protection against anything. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length.toString(36)}-${(value >>> 0).toString(36)}`;
}

/** The part of a git patch that belongs to each of `files`, as fingerprints. */
export function fingerprints(patch: string, files: readonly Pick<FileDiff, "path">[]): Fingerprints {
  const parts = patch.split(/^(?=diff --git )/m);
  return new Map(
    files.map(({ path }) => {
      const part = parts.find((one) => namesPath(one, path));
      return [path, hash(part ?? "")];
    }),
  );
}

function namesPath(part: string, path: string): boolean {
  const head = part.slice(0, part.indexOf("\n"));
  return head.endsWith(` b/${path}`) || head.endsWith(` "b/${path}"`);
}

export const isViewed = (review: Review, path: string, prints: Fingerprints): boolean =>
  review.viewed[path] !== undefined && review.viewed[path] === prints.get(path);

/** The verdict on a file as it is now; null when there is none or the file has changed since. */
export function verdictOn(review: Review, path: string, prints: Fingerprints): Verdict | null {
  const found = review.verdicts[path];
  return found && found.fingerprint === prints.get(path) ? found.verdict : null;
}

/** False for a file that reads as it did when the last review was sent. */
export const isNewSince = (review: Review, path: string, prints: Fingerprints): boolean =>
  review.sent === null || review.sent[path] !== prints.get(path);

export const setViewed = (review: Review, path: string, viewed: boolean, prints: Fingerprints): Review => {
  const { [path]: _, ...rest } = review.viewed;
  return { ...review, viewed: viewed ? { ...rest, [path]: prints.get(path) ?? "" } : rest };
};

/** Gives a file a verdict; the same verdict again takes it back. */
export function setVerdict(review: Review, path: string, verdict: Verdict, prints: Fingerprints): Review {
  const { [path]: _, ...rest } = review.verdicts;
  if (verdictOn(review, path, prints) === verdict) return { ...review, verdicts: rest };
  return { ...review, verdicts: { ...rest, [path]: { verdict, fingerprint: prints.get(path) ?? "" } } };
}

export const startNote = (review: Review, place: Place): Review => ({
  ...review,
  // What is being written elsewhere moves along; nothing that was typed is lost.
  draft: { ...place, text: review.draft?.text ?? "" },
});

export const keepNote = (review: Review, id: string): Review => {
  const { draft } = review;
  if (!draft || draft.text.trim() === "") return { ...review, draft: null };
  return { ...review, draft: null, notes: [...review.notes, { ...draft, text: draft.text.trim(), id }] };
};

export const removeNote = (review: Review, id: string): Review => ({
  ...review,
  notes: review.notes.filter((note) => note.id !== id),
});

/** The paths that are rejected as they are now, in the order of the diff. */
const rejectedPaths = (review: Review, prints: Fingerprints): string[] =>
  [...prints.keys()].filter((path) => verdictOn(review, path, prints) === "rejected");

/** How much would be sent: comments and rejected files. */
export const countNotes = (review: Review, prints: Fingerprints): number =>
  review.notes.length + rejectedPaths(review, prints).length;

function placeText(note: Place): string {
  if (note.start === 0) return note.path;
  const lines = note.start === note.end ? `line ${note.start}` : `lines ${note.start}-${note.end}`;
  return `${note.path}, ${lines}${note.side === "deletions" ? " of the old file" : ""}`;
}

/** All comments and verdicts as one message to the agent; empty when there is nothing to say. */
export function reviewText(review: Review, prints: Fingerprints): string {
  const rejected = rejectedPaths(review, prints);
  const points = [
    ...rejected.map((path) => `Undo the change to ${path}: it is rejected.`),
    ...review.notes.map((note) => `${placeText(note)}: ${note.text}`),
  ];
  if (points.length === 0) return "";
  const accepted = [...prints.keys()].filter((path) => verdictOn(review, path, prints) === "accepted");
  const keep = accepted.length > 0 ? `\n\nAccepted, leave as they are: ${accepted.join(", ")}.` : "";
  return `Review of the diff:\n\n${points.map((point, index) => `${index + 1}. ${point}`).join("\n")}${keep}`;
}

/** After the message went out: the comments go, the diff as it was read is remembered. */
export const afterSending = (review: Review, prints: Fingerprints): Review => ({
  ...review,
  notes: [],
  verdicts: {},
  sent: Object.fromEntries(prints),
});
