import { type Accessor, createSignal } from "solid-js";
import { EMPTY_REVIEW, type Review } from "./review.ts";

/** The review of one task's diff, kept in the browser until it is sent. */
export interface KeptReview {
  review: Accessor<Review>;
  change(next: (review: Review) => Review): void;
  /** True while a dialog asks what to do with notes that were not sent. */
  dialogOpen: Accessor<boolean>;
  setDialogOpen(open: boolean): void;
}

export function createKeptReview(taskId: string): KeptReview {
  const key = `verne.review.${taskId}`;
  const [review, setReview] = createSignal(read(key));
  const change = (next: (review: Review) => Review) => {
    setReview(next(review()));
    // Read again: an effect of the change may have changed the review once more.
    localStorage.setItem(key, JSON.stringify(review()));
  };
  const [dialogOpen, setDialogOpen] = createSignal(false);
  return { review, change, dialogOpen, setDialogOpen };
}

function read(key: string): Review {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    const whole = typeof stored === "object" && stored !== null && "viewed" in stored && "notes" in stored;
    // Written by `change` above; another shape can only come from an older version of the app.
    return whole ? { ...EMPTY_REVIEW, ...(stored as Partial<Review>) } : EMPTY_REVIEW;
  } catch {
    return EMPTY_REVIEW;
  }
}
