import { describe, expect, it } from "vitest";
import { doubleByteTable } from "./double-byte.ts";

const SHIFT_JIS = doubleByteTable("shift_jis");
const bytesOf = (char: string, table = SHIFT_JIS) => [...(table.get(char) ?? [])];

describe("the bytes of a character", () => {
  it("are one for ASCII and for what the encoding has in a byte", () => {
    for (const code of [0x09, 0x0a, ...Array.from({ length: 0x5f }, (_, n) => 0x20 + n)])
      expect(bytesOf(String.fromCharCode(code))).toEqual([code]);
    expect(bytesOf("ｱ")).toEqual([0xb1]);
  });

  it.each([
    ["the first row", "　", [0x81, 0x40]],
    ["beside the byte that is no second one", "÷", [0x81, 0x80]],
    ["a row in the middle", "カ", [0x83, 0x4a]],
    ["the last byte of a row", "◯", [0x81, 0xfc]],
  ])("are two from %s", (_where, char, bytes) => {
    expect(bytesOf(char)).toEqual(bytes);
  });

  it("are read as that character, each of them", () => {
    const decoder = new TextDecoder("shift_jis");
    for (const [char, bytes] of SHIFT_JIS) expect(decoder.decode(bytes)).toBe(char);
    expect(SHIFT_JIS.size).toBeGreaterThan(7_000);
  });

  it("with two forms are the lower one, in Shift_JIS not of the rows that repeat others", () => {
    expect(bytesOf("￢")).toEqual([0x81, 0xca]);
    // Rows 0xED and 0xEE hold it as well, before 0xFA.
    expect(bytesOf("纊")).toEqual([0xfa, 0x5c]);
    expect(bytesOf("ⅰ")).toEqual([0xfa, 0x40]);
  });

  it("of the rows that are skipped in Shift_JIS are taken in other encodings", () => {
    const gbk = doubleByteTable("gbk");
    for (const lead of [0xed, 0xee]) {
      const char = new TextDecoder("gbk").decode(Uint8Array.of(lead, 0xa1));
      expect(bytesOf(char, gbk)).toEqual([lead, 0xa1]);
    }
  });

  it("reach to the last byte of a row", () => {
    const char = new TextDecoder("gbk").decode(Uint8Array.of(0xb0, 0xfe));
    expect(bytesOf(char, doubleByteTable("gbk"))).toEqual([0xb0, 0xfe]);
  });

  it("hold each character that the encoding reads", () => {
    const decoder = new TextDecoder("shift_jis");
    for (let lead = 0x81; lead <= 0xfc; lead += 1)
      for (let trail = 0x40; trail <= 0xfc; trail += 1) {
        const text = decoder.decode(Uint8Array.of(lead, trail));
        if ([...text].length === 1 && text !== "\uFFFD") expect(SHIFT_JIS.has(text)).toBe(true);
      }
  });

  it("reach to the last row", () => {
    const char = new TextDecoder("gbk").decode(Uint8Array.of(0xfe, 0x50));
    expect(bytesOf(char, doubleByteTable("gbk"))).toEqual([0xfe, 0x50]);
  });

  it("are none for what is no character, or several", () => {
    expect(SHIFT_JIS.has("\uFFFD")).toBe(false);
    expect(SHIFT_JIS.has("")).toBe(false);
    for (const char of doubleByteTable("big5").keys()) expect([...char]).toHaveLength(1);
  });
});
