/** The journal as frames, encoded once and shared by all viewers at the same position. */
import type { TaskEvent } from "../../protocol/index.ts";
import { framesOf } from "./frames.ts";

/** Events per page; also the maximum of one frame. */
const PAGE_EVENTS = 500;
/** Size limit of the cache of encoded pages. */
const KEPT_CHARS = 4_000_000;

export interface EncodedFrame {
  /** The journal position after this frame. */
  seq: number;
  text: string;
}

export class EncodedPages {
  private readonly read: (after: number, limit: number) => TaskEvent[];
  private readonly pages = new Map<number, readonly EncodedFrame[]>();
  private chars = 0;

  constructor(read: (after: number, limit: number) => TaskEvent[]) {
    this.read = read;
  }

  /**
   * Frames after a position, oldest first; empty at the head. The journal is append-only, so cached pages stay valid.
   */
  after(cursor: number): readonly EncodedFrame[] {
    const known = this.pages.get(cursor);
    if (known) return known;
    const frames = framesOf(this.read(cursor, PAGE_EVENTS)).map((frame) => ({
      seq: frame.seq,
      text: JSON.stringify(frame),
    }));
    if (frames.length > 0) this.keep(cursor, frames);
    return frames;
  }

  /** Call when every viewer is at the head: the cached pages are of no further use. */
  clear(): void {
    this.pages.clear();
    this.chars = 0;
  }

  private keep(cursor: number, frames: readonly EncodedFrame[]): void {
    this.pages.set(cursor, frames);
    this.chars += sizeOf(frames);
    for (const [oldest, page] of this.pages) {
      if (this.chars <= KEPT_CHARS || oldest === cursor) break;
      this.pages.delete(oldest);
      this.chars -= sizeOf(page);
    }
  }
}

const sizeOf = (frames: readonly EncodedFrame[]): number =>
  frames.reduce((chars, { text }) => chars + text.length, 0);
