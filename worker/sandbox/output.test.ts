import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CappedOutput, concat, OutputDecoder } from "./output.ts";

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const borders = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ];
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
}

describe("OutputDecoder", () => {
  it("gives the same text wherever the bytes are cut", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat()), (text, places) => {
        const decoder = new OutputDecoder();
        const pieces = cut(new TextEncoder().encode(text), places).map((piece) =>
          decoder.push("stdout", piece),
        );
        // A byte order mark at the start is not text.
        expect(pieces.join("") + decoder.end().stdout).toBe(text.toWellFormed().replace(/^\ufeff/, ""));
      }),
    );
  });

  it("keeps the streams apart", () => {
    const decoder = new OutputDecoder();
    decoder.push("stdout", Uint8Array.of(0xe2, 0x82));
    expect(decoder.push("stderr", Uint8Array.of(0x61))).toBe("a");
    expect(decoder.push("stdout", Uint8Array.of(0xac))).toBe("€");
    decoder.push("stderr", Uint8Array.of(0xe2));
    expect(decoder.end()).toEqual({ stdout: "", stderr: "\ufffd" });
  });
});

describe("CappedOutput", () => {
  it("keeps the first and the last half, and counts the rest, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.integer({ min: 2, max: 40 }),
        fc.array(fc.nat()),
        (bytes, maxBytes, places) => {
          const output = new CappedOutput(maxBytes);
          for (const piece of cut(bytes, places)) output.push(piece);
          const half = Math.floor(maxBytes / 2);
          const dropped = Math.max(0, bytes.length - 2 * half);
          expect(output.droppedBytes).toBe(dropped);
          const note = new TextEncoder().encode(dropped === 0 ? "" : `\n[${dropped} bytes left out]\n`);
          const kept = [bytes.subarray(0, half), note, bytes.subarray(Math.max(half, bytes.length - half))];
          expect(output.bytes()).toEqual(concat(kept));
        },
      ),
    );
  });
});
