import type { Metric } from "web-vitals";

/** What `probe.js` puts into the page. Times are milliseconds of the page's `performance.now()`. */
interface Probe {
  vitals: Partial<Record<Metric["name"], number>>;
  /** From a key to the frame that shows it, for every key so far. */
  keyTimes: number[];
  /** When the first frame in which `test` holds has been painted. */
  painted(test: () => boolean): Promise<number>;
  recordFrames(): void;
  takeFrames(): number[];
  longestSince(startMs: number): number;
  hasDiffLine(coloured: boolean): boolean;
  answeredAt(path: string): number;
}

declare global {
  var probe: Probe;
}
