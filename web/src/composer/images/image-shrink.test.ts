import { describe, expect, it } from "vitest";
import { isReady, MAX_EDGE_PX, MAX_SENT_BYTES, QUALITIES, smallEnough, targetSize } from "./image-shrink.ts";

describe("targetSize", () => {
  it.each([
    [3136, 1568, 1568, 784],
    [1000, 4000, 392, 1568],
    [1568, 1568, 1568, 1568],
    [20, 10, 20, 10],
    [10_000, 1, 1568, 1],
  ])("makes of %i × %i an image of %i × %i", (width, height, targetWidth, targetHeight) => {
    expect(targetSize({ width, height })).toEqual({ width: targetWidth, height: targetHeight });
  });
});

describe("isReady", () => {
  const png = { type: "image/png", bytes: MAX_SENT_BYTES, width: MAX_EDGE_PX, height: 1 };
  it("leaves an image at the limits alone", () => expect(isReady(png)).toBe(true));
  it.each([
    { bytes: MAX_SENT_BYTES + 1 },
    { width: MAX_EDGE_PX + 1 },
    { height: MAX_EDGE_PX + 1 },
    { type: "image/gif" },
    { type: "image/heic" },
  ])("converts one with %o", (change) => expect(isReady({ ...png, ...change })).toBe(false));
});

describe("smallEnough", () => {
  const encoder = (sizes: readonly (number | null)[]) => {
    const tried: number[] = [];
    const encode = async (quality: number) => {
      const size = sizes[tried.push(quality) - 1] ?? null;
      return size === null ? null : { size };
    };
    return { encode, tried };
  };
  it("stops at the first that fits", async () => {
    const { encode, tried } = encoder([MAX_SENT_BYTES + 1, MAX_SENT_BYTES, 10]);
    expect(await smallEnough(encode)).toEqual({ size: MAX_SENT_BYTES });
    expect(tried).toEqual(QUALITIES.slice(0, 2));
  });
  it("takes the smallest when none fits", async () => {
    const large = [4, 2, 3, 2.5].map((factor) => factor * MAX_SENT_BYTES);
    expect(await smallEnough(encoder(large).encode)).toEqual({ size: 2 * MAX_SENT_BYTES });
  });
  it("has nothing where the browser cannot encode", async () => {
    expect(await smallEnough(encoder([]).encode)).toBeNull();
  });
});
