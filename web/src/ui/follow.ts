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
 * Whether a growing list keeps following its end after a scroll event. Only scrolling up stops it: while lines arrive,
 * every programmatic scroll is already short of the new end, so the distance to the end is no criterion.
 */
export function followAfterScroll(following: boolean, place: ScrollPlace): boolean {
  if (place.leftPx < NEAR_END_PX) return true;
  return following && place.offsetPx >= place.lastOffsetPx;
}
