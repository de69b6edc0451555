import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Codec, concat, MIXED_UTF8, sequenceLength, UTF8, utf16 } from "./codec.ts";

// Encodings are kept once they were made: each test makes its own.
let codecOf: typeof import("./codec.ts")["codecOf"];
beforeEach(async () => {
  vi.resetModules();
  ({ codecOf } = await import("./codec.ts"));
});

const of = (...bytes: number[]) => Uint8Array.from(bytes);
const utf8 = (text: string) => new TextEncoder().encode(text);
function codec(label: string): Codec {
  const found = codecOf(label);
  if (!found) throw new Error(`no ${label}`);
  return found;
}
const encoded = (by: Codec, text: string) => {
  const result = by.encode(text);
  return result.ok ? [...result.bytes] : result.char;
};

it.each([
  ["one character", utf8("a"), 1],
  ["two bytes", utf8("é"), 2],
  ["the first of two bytes", of(0xc2, 0x80), 2],
  ["three bytes", utf8("日"), 3],
  ["the first of three bytes", utf8("\u0800"), 3],
  ["four bytes", utf8("😀"), 4],
  ["the first of four bytes", utf8("\u{10000}"), 4],
  ["the last of one byte", of(0x7f), 1],
  ["a byte in the middle of a sequence", of(0x80), 0],
  ["a character written too long", of(0xc1, 0x81), 0],
  ["a sequence that the file ends in", of(0xe6, 0x97), 0],
  ["a sequence that something else breaks off", of(0xe6, 0x97, 0x61), 0],
  ["half of a pair", of(0xed, 0xa0, 0x80), 0],
  ["nothing", of(), 1],
])("the sequence of %s", (_what, bytes, length) => {
  expect(sequenceLength(bytes, 0)).toBe(length);
  expect(sequenceLength(concat([of(0x61, 0x61), bytes]), 2)).toBe(length);
});

describe("UTF-8", () => {
  it("is read and written exactly, its mark too", () => {
    expect(UTF8.decode(utf8("\uFEFFaé日😀"))).toBe("\uFEFFaé日😀");
    expect(encoded(UTF8, "é")).toEqual([0xc3, 0xa9]);
    expect(UTF8).toMatchObject({ name: "UTF-8", exact: true });
  });

  it("is not read where a byte is wrong, nor written with half of a pair", () => {
    expect(UTF8.decode(of(0x61, 0xe9))).toBeNull();
    expect(encoded(UTF8, "a\ud83d")).toBe("\uFFFD");
  });
});

describe("UTF-8 with a few wrong bytes", () => {
  it.each([
    ["none", utf8("aé日"), "aé日"],
    ["one at the beginning", of(0xe9, 0x61), "\uF7E9a"],
    ["one in the middle", of(0xc3, 0xa9, 0x80, 0x61), "é\uF780a"],
    ["one at the end", of(0x61, 0xff), "a\uF7FF"],
    ["two in a row", of(0xff, 0xfe), "\uF7FF\uF7FE"],
    ["a sequence that is broken off", of(0xe6, 0x97, 0x61), "\uF7E6\uF797a"],
  ])("%s, is read and written exactly", (_where, bytes, text) => {
    expect(MIXED_UTF8.decode(bytes)).toBe(
      bytes.every((byte) => byte < 0x80) || text === "aé日" ? null : text,
    );
    if (text !== "aé日") expect(encoded(MIXED_UTF8, text)).toEqual([...bytes]);
  });

  it("is not read where it has a character that stands for a wrong byte", () => {
    expect(MIXED_UTF8.decode(concat([utf8("\uF7E9"), of(0xff)]))).toBeNull();
  });

  it("is not written with half of a pair", () => {
    expect(encoded(MIXED_UTF8, "a\ud83d")).toBe("\uFFFD");
    // Half a sequence at the end and a mark at the beginning are kept as they are.
    expect(MIXED_UTF8.decode(concat([utf8("\uFEFFa"), of(0xe9)]))).toBe("\uFEFFa\uF7E9");
    expect(encoded(MIXED_UTF8, "é日")).toEqual([...utf8("é日")]);
    expect(MIXED_UTF8).toMatchObject({ name: "UTF-8 with invalid bytes", exact: true });
  });
});

describe("UTF-16", () => {
  it.each([
    [true, "UTF-16LE", [0x61, 0, 0x3d, 0xd8, 0x00, 0xde]],
    [false, "UTF-16BE", [0, 0x61, 0xd8, 0x3d, 0xde, 0x00]],
  ])("with the little end first: %s", (little, name, bytes) => {
    const by = utf16(little);
    expect(by).toMatchObject({ name, exact: true });
    expect(encoded(by, "a😀")).toEqual(bytes);
    expect(by.decode(of(...bytes))).toBe("a😀");
    expect(by.decode(of(...bytes.slice(0, little ? 4 : 4)))).toBeNull();
    expect(encoded(by, "a\ud83d")).toBe("\uFFFD");
  });
});

describe("an encoding of single bytes", () => {
  it("has each of its characters at one byte", () => {
    const latin2 = codec("iso-8859-2");
    expect(latin2).toMatchObject({ name: "ISO-8859-2", exact: true });
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(encoded(latin2, latin2.decode(all) ?? "")).toEqual([...all]);
    expect(encoded(latin2, "Łódź")).toEqual([0xa3, 0xf3, 0x64, 0xbc]);
  });

  it.each([
    ["iso-8859-2", "a😀", "😀"],
    ["iso-8859-2", "€", "€"],
    ["windows-1252", "日x", "日"],
    // What TextDecoder reads for bytes that the encoding does not have.
    ["iso-8859-3", "\uFFFD", "\uFFFD"],
  ])("of %s names the first character of %j that it does not have", (label, text, char) => {
    expect(encoded(codec(label), text)).toBe(char);
  });

  it("does not read a byte that it does not have", () => {
    expect(codec("iso-8859-3").decode(of(0xa5))).toBeNull();
  });

  it("is another one for ISO-8859-1 than for windows-1252, which has more", () => {
    expect(encoded(codec("windows-1252"), "€é")).toEqual([0x80, 0xe9]);
    expect(encoded(codec("iso-8859-1"), "€é")).toBe("€");
    expect(encoded(codec("iso-8859-1"), "\u00a0ÿ")).toEqual([0xa0, 0xff]);
    expect(encoded(codec("iso-8859-1"), "Ÿ")).toBe("Ÿ");
    expect(codec("iso-8859-1").decode(of(0xe9))).toBe("é");
  });
});

describe("an encoding of two bytes", () => {
  it.each([
    ["shift_jis", "aあｱ", [0x61, 0x82, 0xa0, 0xb1]],
    ["euc-jp", "aあ", [0x61, 0xa4, 0xa2]],
    ["euc-kr", "가", [0xb0, 0xa1]],
    ["gbk", "中", [0xd6, 0xd0]],
    ["gb18030", "中", [0xd6, 0xd0]],
    ["big5", "中", [0xa4, 0xa4]],
  ])("%s writes %s and reads it again", (label, text, bytes) => {
    const by = codec(label);
    expect(by.exact).toBe(false);
    expect(encoded(by, text)).toEqual(bytes);
    expect(by.decode(of(...bytes))).toBe(text);
    expect(encoded(by, `${text}😀x`)).toBe("😀");
  });

  it("is not read where a pair is none", () => {
    expect(codec("shift_jis").decode(of(0x82))).toBeNull();
  });
});

describe("the name of an encoding", () => {
  it.each([
    ...[
      "latin-1",
      "latin1",
      "L1",
      "iso-8859-1",
      "ISO_8859-1",
      "iso8859-1",
      "iso88591",
      "ascii",
      "us-ascii",
    ].map((label) => [label, "ISO-8859-1"]),
    ["windows-1252", "windows-1252"],
    ["cp1252", "windows-1252"],
    ["cp_1251", "windows-1251"],
    [" CP1250 ", "windows-1250"],
    ["cp866", "IBM866"],
    ["ibm866", "IBM866"],
    ["cp932", "Shift_JIS"],
    ["cp936", "GBK"],
    ["cp949", "EUC-KR"],
    ["cp950", "Big5"],
    ["sjis", "Shift_JIS"],
    ["shift-jis", "Shift_JIS"],
    ["euc_jp", "EUC-JP"],
    ["gb2312", "GBK"],
    ["gb18030", "GB18030"],
    ["big5-hkscs", "Big5"],
    ["koi8-r", "KOI8-R"],
    ["koi8_u", "KOI8-U"],
    ["iso-8859-15", "ISO-8859-15"],
    ["iso8859_5", "ISO-8859-5"],
    ["macintosh", "macintosh"],
    ["x_user_defined", "x-user-defined"],
    ["koi8-ru", "KOI8-U"],
  ])("%j is %s", (label, name) => {
    expect(codecOf(label)?.name).toBe(name);
  });

  it.each([
    "",
    "utf-8",
    "UTF8",
    "utf-16le",
    "utf-16",
    "iso-2022-jp",
    "iso-2022-kr",
    "hz-gb-2312",
    "nonsense",
    "xlatin1",
    "latin1x",
    "xcp1252",
    "cp12521",
  ])("%j is none", (label) => {
    expect(codecOf(label)).toBeNull();
  });

  it("gives the same encoding each time", () => {
    expect(codecOf("Shift_JIS")).toBe(codecOf("shift_jis"));
    expect(codecOf("nonsense")).toBeNull();
  });
});

it("parts are joined in their order", () => {
  expect([...concat([of(1, 2), of(), of(3)])]).toEqual([1, 2, 3]);
  expect(concat([])).toHaveLength(0);
});
