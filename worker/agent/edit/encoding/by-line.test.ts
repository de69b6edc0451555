import { describe, expect, it } from "vitest";
import { encodeByLine } from "./by-line.ts";
import { codecOf } from "./codec.ts";

const codec = codecOf("shift_jis");
if (!codec) throw new Error("no Shift_JIS");
/** ￢ has two forms in Shift_JIS; on its own it becomes the first. */
const [WRITTEN, OTHER] = [
  [0x81, 0xca],
  [0xee, 0xf9],
];
const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0));
const encoded = (text: string, before: number[], eol: "\n" | "\r" = "\n") => {
  const result = encodeByLine(codec, text, Uint8Array.from(before), eol);
  return result.ok ? [...result.bytes] : result.char;
};

describe("lines that stay keep their bytes", () => {
  const before = [...OTHER, ...ascii("\nx\n"), ...OTHER, ...ascii("\n")];

  it.each([
    ["nothing changed", "￢\nx\n￢\n", before],
    ["a line changed", "￢\ny\n￢\n", [...OTHER, ...ascii("\ny\n"), ...OTHER, ...ascii("\n")]],
    ["a line came", "￢\nx\ny\n￢\n", [...OTHER, ...ascii("\nx\ny\n"), ...OTHER, ...ascii("\n")]],
    ["a line went", "￢\n￢\n", [...OTHER, ...ascii("\n"), ...OTHER, ...ascii("\n")]],
    ["the last line end went", "￢\nx\n￢", [...OTHER, ...ascii("\nx\n"), ...OTHER]],
    ["all went", "", []],
  ])("where %s", (_what, text, bytes) => {
    expect(encoded(text, before)).toEqual(bytes);
  });

  it("with CR as line end too", () => {
    expect(encoded("￢\ry\r", [...OTHER, ...ascii("\rx\r")], "\r")).toEqual([...OTHER, ...ascii("\ry\r")]);
  });
});

describe("within a line that changes", () => {
  it.each([
    ["the beginning keeps its bytes", "￢a", "￢b", [...OTHER, ...ascii("b")]],
    ["the end keeps its bytes", "a￢", "b￢", [...ascii("b"), ...OTHER]],
    ["both ends keep theirs", "￢a￢", "￢bc￢", [...OTHER, ...ascii("bc"), ...OTHER]],
    ["both stay where the middle goes", "￢a￢", "￢￢", [...OTHER, ...OTHER]],
    ["what is added is written anew", "￢", "￢￢", [...OTHER, ...WRITTEN]],
    ["what is one is not taken twice", "￢￢", "￢", [...OTHER]],
    ["all of it can be new", "￢", "xyz", ascii("xyz")],
    ["what stands elsewhere is written anew", "￢ab", "ab￢", [...ascii("ab"), ...WRITTEN]],
  ])("%s", (_what, was, text, bytes) => {
    const before = [...was].flatMap((char) => (char === "￢" ? OTHER : ascii(char)));
    expect(encoded(text, before)).toEqual(bytes);
  });

  it("characters of two bytes are not taken apart", () => {
    // カ is 0x83 0x4A, キ is 0x83 0x4C: the first byte is the same.
    expect(encoded("キ￢", [0x83, 0x4a, ...OTHER])).toEqual([0x83, 0x4c, ...OTHER]);
    expect(encoded("カJ", [0x83, 0x4a, ...OTHER])).toEqual([0x83, 0x4a, 0x4a]);
  });

  it("each is compared with the line in whose place it stands", () => {
    const before = [...OTHER, ...ascii("1\n"), ...OTHER, ...ascii("2\n"), ...OTHER, ...ascii("3\nend\n")];
    expect(encoded("￢a\n￢b\n￢c\n￢d\nend\n", before)).toEqual([
      ...[...OTHER, ...ascii("a\n"), ...OTHER, ...ascii("b\n"), ...OTHER, ...ascii("c\n")],
      ...[...WRITTEN, ...ascii("d\nend\n")],
    ]);
    // What was removed above a line that stayed is not what one below it replaces.
    expect(encoded("keep\n￢b\n", [...OTHER, ...ascii("a\nkeep\n")])).toEqual([
      ...ascii("keep\n"),
      ...WRITTEN,
      ...ascii("b\n"),
    ]);
  });
});

it.each([
  ["in a new line", "a\n😀\n", ascii("a\n")],
  ["in a changed one", "b😀\n", ascii("a\n")],
])("what the encoding does not have is named, %s", (_where, text, before) => {
  expect(encoded(text, before)).toBe("😀");
});

it("bytes that cannot be read on their own stay together and stay", () => {
  const gb18030 = codecOf("gb18030");
  if (!gb18030) throw new Error("no GB18030");
  // Four bytes for one character.
  const four = [0x81, 0x30, 0x81, 0x30];
  const result = encodeByLine(
    gb18030,
    `${gb18030.decode(Uint8Array.from(four))}b`,
    Uint8Array.from([...four, 0x61]),
    "\n",
  );
  expect(result.ok && [...result.bytes]).toEqual([...four, 0x62]);
});
