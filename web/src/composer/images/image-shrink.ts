/** What to do to an image before it is sent. Models scale to about 1,568 pixels a side, so more is of no use. */
export const MAX_EDGE_PX = 1568;
export const MAX_SENT_BYTES = 1_000_000;
/** Tried in turn until the image is small enough. */
export const QUALITIES = [0.92, 0.8, 0.65, 0.5] as const;

export interface ImageFacts {
  type: string;
  bytes: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The size to send, its longer edge at most MAX_EDGE_PX; never larger than it is. */
export function targetSize({ width, height }: Size): Size {
  const scale = Math.min(1, MAX_EDGE_PX / Math.max(width, height));
  const scaled = (edge: number) => Math.max(1, Math.round(edge * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** Whether the file can go out as it is. Not every model reads a GIF, and none its motion. */
export function isReady({ type, bytes, width, height }: ImageFacts): boolean {
  const known = type === "image/png" || type === "image/jpeg" || type === "image/webp";
  return known && bytes <= MAX_SENT_BYTES && Math.max(width, height) <= MAX_EDGE_PX;
}

/** The first attempt that is small enough; if none is, the smallest. `encode` answers null where it cannot. */
export async function smallEnough<B extends { size: number }>(
  encode: (quality: number) => Promise<B | null>,
): Promise<B | null> {
  let best: B | null = null;
  for (const quality of QUALITIES) {
    const attempt = await encode(quality);
    if (attempt && (!best || attempt.size < best.size)) best = attempt;
    if (best && best.size <= MAX_SENT_BYTES) break;
  }
  return best;
}
