import { type Accessor, createSignal } from "solid-js";
import { EMPTY_REVIEW, type Review } from "./review.ts";

/** The review of one task's diff, kept in the browser until it is sent. */
export interface ReviewStore {
  review: Accessor<Review>;
  change(next: (review: Review) => Review): void;
}

export function createReviewStore(taskId: string): ReviewStore {
  const key = `verne.review.${taskId}`;
  const [review, setReview] = createSignal(read(key));
  const change = (next: (review: Review) => Review) => {
    const changed = next(review());
    setReview(changed);
    localStorage.setItem(key, JSON.stringify(changed));
  };
  return { review, change };
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
