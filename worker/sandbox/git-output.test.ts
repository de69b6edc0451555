import { describe, expect, it } from "vitest";
import { parseBlobs, parseNumstat, parseRaw } from "./git-output.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const A = "a".repeat(40);
const B = "b".repeat(40);
const ZERO = "0".repeat(40);

describe("parseRaw", () => {
  it("reads every kind of change, and any name", () => {
    const output = `:000000 100644 ${ZERO} ${A} A\0new\nline\t"ü"\0:100644 000000 ${A} ${ZERO} D\0gone\0:100644 120000 ${A} ${B} T\0link\0`;
    expect(parseRaw(bytes(output))).toEqual([
      { path: 'new\nline\t"ü"', mode: "100644", status: "added", oid: A },
      { path: "gone", mode: "100644", status: "deleted", oid: ZERO },
      { path: "link", mode: "120000", status: "modified", oid: B },
    ]);
    expect(parseRaw(bytes(""))).toEqual([]);
  });

  it("refuses what is no raw diff, and names it cannot show", () => {
    expect(() => parseRaw(bytes("diff --git a b\0x\0"))).toThrow("not a raw diff line");
    expect(() => parseRaw(bytes(`:100644 100644 ${A} ${B} U\0x\0`))).toThrow("not a raw diff line");
    expect(() => parseRaw(Uint8Array.of(0x3a, 0xff, 0))).toThrow("not UTF-8");
  });
});

describe("parseNumstat", () => {
  it("reads counts, binary files and any name", () => {
    expect(parseNumstat(bytes("1\t22\ta b\0-\t-\tx\ty\nz\0"))).toEqual([
      { path: "a b", additions: 1, deletions: 22 },
      { path: "x\ty\nz", additions: null, deletions: null },
    ]);
    expect(() => parseNumstat(bytes("one\t2\ta\0"))).toThrow("not a numstat line");
  });
});

describe("parseBlobs", () => {
  it("reads contents that hold line ends and headers, and leaves out what is missing", () => {
    const content = `${B} blob 3\nabc\n\0`;
    const output = bytes(`${A} blob ${content.length}\n${content}\n${ZERO} missing\n${B} blob 0\n\n`);
    const blobs = parseBlobs(output);
    expect([...blobs.keys()]).toEqual([A, B]);
    expect(blobs.get(A)).toEqual(bytes(content));
    expect(blobs.get(B)).toEqual(new Uint8Array());
  });

  it("refuses output that is cut at any place", () => {
    const output = bytes(`${A} blob 5\nhello\n`);
    for (let length = 1; length < output.length; length += 1) {
      expect(() => parseBlobs(output.subarray(0, length)), `${length} bytes`).toThrow(/object/);
    }
  });
});
