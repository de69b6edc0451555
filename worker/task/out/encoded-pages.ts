/** The journal as frames that are encoded once for all viewers at the same position. */
import type { TaskEvent } from "../../protocol/index.ts";
import { framesOf } from "./frames.ts";

/** Events of a page; a frame has no more. */
const PAGE_EVENTS = 500;
/** Of encoded pages that are kept for the next viewer. */
const KEPT_CHARS = 4_000_000;

export interface EncodedFrame {
  /** The position after it. */
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

  /** Frames that follow a position, oldest first; empty at the head. A journal never changes, so what is kept stays true. */
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

  /** To be called when nobody is behind: the next position is a new one. */
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
