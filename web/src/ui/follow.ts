/** A list counts as scrolled to its end when less than this is left below. */
const NEAR_END_PX = 48;

export interface ScrollPlace {
  /** Distance from the top, now and at the scroll event before. */
  offsetPx: number;
  lastOffsetPx: number;
  /** What is left below the visible part. */
  leftPx: number;
}

/**
 * Whether a growing list goes on following its end after a scroll event. Only a movement up ends it: while
 * lines arrive, the end runs ahead of every programmatic scroll, and being behind it says nothing.
 */
export function followAfterScroll(following: boolean, place: ScrollPlace): boolean {
  if (place.leftPx < NEAR_END_PX) return true;
  return following && place.offsetPx >= place.lastOffsetPx;
}
