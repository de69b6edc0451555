/** The data of a review: comments and verdicts on a diff until they are sent. */

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
 * Verdicts and comments of a reader on a diff. Each refers to its content by a fingerprint and is void once the file or
 * the hunk changes. Immutable.
 */
export interface Review {
  /** Fingerprint of each file when it was marked as viewed. */
  readonly viewed: Readonly<Record<string, string>>;
  readonly verdicts: Readonly<Record<string, { verdict: Verdict; fingerprint: string }>>;
  /** Verdicts on single hunks, by path and the hunk's id. */
  readonly hunks: Readonly<Record<string, Verdict>>;
  readonly notes: readonly Note[];
  /** The comment that is being written; `before` is the kept comment it was opened from. */
  readonly draft: (Place & { text: string; before?: Note }) | null;
  /** Fingerprints of all files when the last review was sent; null before the first. */
  readonly sent: Readonly<Record<string, string>> | null;
  /** What would be sent for the diff as last shown, for the dialog before publishing. */
  readonly unsent: Unsent | null;
}

export interface Unsent {
  readonly count: number;
  readonly text: string;
  readonly prints: Readonly<Record<string, string>>;
}

export const EMPTY_REVIEW: Review = {
  viewed: {},
  verdicts: {},
  hunks: {},
  notes: [],
  draft: null,
  sent: null,
  unsent: null,
};

/** Removes comments and verdicts; keeps the viewed files and the fingerprints of the last review that was sent. */
export const withoutNotes = (review: Review): Review => ({
  ...EMPTY_REVIEW,
  viewed: review.viewed,
  sent: review.sent,
});

/** The review after it was sent: remembers the diff it was about, and keeps the comment that is being written. */
export const afterSending = (review: Review, prints: Unsent["prints"]): Review => ({
  ...withoutNotes(review),
  draft: review.draft,
  sent: prints,
});
