/** Reading and changing a review, as the diff stands now. Pure. */
import type { Fingerprints } from "../fingerprint.ts";
import type { Hunk } from "../hunks.ts";
import type { Note, Place, Review, Verdict } from "./review.ts";

/** What is judged, as it is now: fingerprints and hunks of each file, in the order of the diff. */
export interface Content {
  readonly prints: Fingerprints;
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
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

/** Names a hunk in `Review.hunks`. */
export const hunkKey = (hunk: Pick<Hunk, "path" | "id">): string => `${hunk.path}\n${hunk.id}`;

const withoutHunksOf = (review: Review, path: string): Review["hunks"] =>
  Object.fromEntries(Object.entries(review.hunks).filter(([key]) => !key.startsWith(`${path}\n`)));

/** Gives a file a verdict, which replaces those on its hunks; the same verdict again takes it back. */
export function setVerdict(review: Review, path: string, verdict: Verdict, prints: Fingerprints): Review {
  const { [path]: _, ...rest } = review.verdicts;
  const hunks = withoutHunksOf(review, path);
  if (verdictOn(review, path, prints) === verdict) return { ...review, hunks, verdicts: rest };
  return {
    ...review,
    hunks,
    verdicts: { ...rest, [path]: { verdict, fingerprint: prints.get(path) ?? "" } },
  };
}

/** The verdict on a hunk, its own or that of its file. */
export const hunkVerdictOn = (review: Review, hunk: Hunk, prints: Fingerprints): Verdict | null =>
  verdictOn(review, hunk.path, prints) ?? review.hunks[hunkKey(hunk)] ?? null;

/**
 * Gives one hunk a verdict; the same verdict again takes it back. A verdict on the whole file goes over to the
 * file's other hunks, so that only this one changes.
 */
export function setHunkVerdict(review: Review, hunk: Hunk, verdict: Verdict, content: Content): Review {
  const ofFile = verdictOn(review, hunk.path, content.prints);
  const before = hunkVerdictOn(review, hunk, content.prints);
  const { [hunk.path]: _, ...verdicts } = review.verdicts;
  const others = ofFile
    ? (content.hunks.get(hunk.path) ?? []).map((one): [string, Verdict] => [hunkKey(one), ofFile])
    : [];
  const { [hunkKey(hunk)]: __, ...hunks } = { ...review.hunks, ...Object.fromEntries(others) };
  return {
    ...review,
    verdicts,
    hunks: before === verdict ? hunks : { ...hunks, [hunkKey(hunk)]: verdict },
  };
}

export const startNote = (review: Review, place: Place): Review => ({
  ...review,
  // The text typed elsewhere moves to the new place, so that nothing is lost.
  draft: { ...review.draft, ...place, text: review.draft?.text ?? "" },
});

/** Opens a kept comment to be written anew. What is being written elsewhere is kept as a comment before. */
export function editNote(review: Review, id: string, newId: string): Review {
  const settled = keepNote(review, newId);
  const note = settled.notes.find((one) => one.id === id);
  if (!note) return settled;
  return { ...removeNote(settled, id), draft: { ...note, before: note } };
}

export const keepNote = (review: Review, newId: string): Review => {
  const { draft } = review;
  if (!draft || draft.text.trim() === "") return { ...review, draft: null };
  const { before, text, path, side, start, end } = draft;
  const note: Note = { id: before?.id ?? newId, path, side, start, end, text: text.trim() };
  return { ...review, draft: null, notes: [...review.notes, note] };
};

/** Discards the comment that is being written; an existing comment gets its former text back. */
export const cancelNote = (review: Review): Review => ({
  ...review,
  draft: null,
  notes: review.draft?.before ? [...review.notes, review.draft.before] : review.notes,
});

export const removeNote = (review: Review, id: string): Review => ({
  ...review,
  notes: review.notes.filter((note) => note.id !== id),
});
