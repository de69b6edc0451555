import { describe, expect, it } from "vitest";
import { codecOf, UTF8 } from "./encoding/codec.ts";
import { decodeText, encodeText, MAX_FILE_BYTES, NEW_TEXT, type TextFile } from "./text-file.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const MARK = "\uFEFF";

function read(content: Uint8Array): TextFile {
  const decoded = decodeText(content);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.file;
}

it.each([
  ["LF", "a\nb\n", "\n", "a\nb\n"],
  ["no line end", "a", "\n", "a"],
  ["CRLF", "a\r\nb\r\n", "\r\n", "a\nb\n"],
  ["CRLF within", "a\r\nb", "\r\n", "a\nb"],
  ["CR alone", "a\rb\r", "\r", "a\nb\n"],
  ["LF and CRLF", "a\nb\r\n", null, "a\nb\r\n"],
  ["CRLF and LF", "a\r\nb\n", null, "a\r\nb\n"],
  ["CRLF and CR", "a\r\nb\rc", null, "a\r\nb\rc"],
  ["mixed ends and the word null", "null\nb\r\n", null, "null\nb\r\n"],
  ["a doubled CR", "a\r\r\nb", null, "a\r\r\nb"],
])("a file with %s is shown with LF, and mixed ends as they are", (_what, raw, eol, text) => {
  expect(read(bytes(raw))).toMatchObject({ eol, text, guessed: false });
  expect(encodeText(text, read(bytes(raw)))).toEqual({ ok: true, bytes: bytes(raw) });
});

it("a byte order mark is no part of the text, and is written again", () => {
  const file = read(bytes(`${MARK}a\r\n`));
  expect(file.text).toBe("a\n");
  expect(encodeText("b\n", file)).toEqual({ ok: true, bytes: bytes(`${MARK}b\r\n`) });
});

describe("new text", () => {
  it.each([
    ["\n", "a\r\nb\n", "a\nb\n"],
    ["\n", "a\nb\n", "a\nb\n"],
    ["\r\n", "a\r\nb\nc", "a\r\nb\r\nc"],
    ["\r", "a\r\nb\nc", "a\rb\rc"],
    [null, "a\r\nb\nc", "a\r\nb\nc"],
  ] as const)("with ends %j takes those of the file", (eol, text, written) => {
    expect(encodeText(text, { ...NEW_TEXT, eol })).toEqual({ ok: true, bytes: bytes(written) });
  });

  it("of a file of its own is UTF-8 with LF and no mark", () => {
    expect(NEW_TEXT).toEqual({ codec: UTF8, bom: new Uint8Array(), eol: "\n" });
  });

  it("that the encoding does not have is refused by the character, mark or no mark", () => {
    const codec = codecOf("latin-1");
    if (!codec) throw new Error("no latin-1");
    for (const bom of [new Uint8Array(), Uint8Array.of(1)])
      expect(encodeText("a€", { codec, bom, eol: "\n" })).toEqual({ ok: false, char: "€" });
  });
});

describe("in an encoding with two forms of a character", () => {
  const codec = codecOf("shift_jis");
  if (!codec) throw new Error("no Shift_JIS");
  // Both are ￢; the codec itself writes the first.
  const [LOW, HIGH] = [
    [0x81, 0xca],
    [0xee, 0xf9],
  ];
  const before = Uint8Array.from([...HIGH, 0x0a, 0x61, 0x0a]);

  it("what is not changed keeps its bytes", () => {
    const form = { ...NEW_TEXT, codec };
    expect(encodeText("￢\nb\n", form, before)).toEqual({
      ok: true,
      bytes: Uint8Array.from([...HIGH, 0x0a, 0x62, 0x0a]),
    });
    expect(encodeText("￢\nb\n", form)).toEqual({
      ok: true,
      bytes: Uint8Array.from([...LOW, 0x0a, 0x62, 0x0a]),
    });
  });

  it.each([
    ["\n", 0x0a],
    ["\r", 0x0d],
  ] as const)("lines are those of the file where its line end is %j", (eol, end) => {
    const lines = (first: number, last: number) => Uint8Array.from([first, end, ...HIGH, end, last, end]);
    expect(encodeText("x\n￢\ny\n", { ...NEW_TEXT, codec, eol }, lines(0x61, 0x62))).toEqual({
      ok: true,
      bytes: lines(0x78, 0x79),
    });
  });

  it("the mark before the text is not compared with it", () => {
    const form = { ...NEW_TEXT, codec, bom: Uint8Array.of(1, 2) };
    const old = Uint8Array.from([1, 2, ...before]);
    expect(encodeText("￢\nb\n", form, old)).toEqual({
      ok: true,
      bytes: Uint8Array.from([1, 2, ...HIGH, 0x0a, 0x62, 0x0a]),
    });
  });
});

it.each([
  ["a zero", [0x61, 0, 0x62], "binary"],
  ["half of a pair in UTF-16", [0xff, 0xfe, 0x00, 0xd8], "binary"],
  ["a zero in UTF-16", [0xff, 0xfe, 0, 0], "binary"],
] as const)("%s makes a file %s", (_what, content, reason) => {
  expect(decodeText(Uint8Array.from(content))).toEqual({ ok: false, reason });
});

it("a file of the largest size is text, and one byte more is too much", () => {
  expect(decodeText(new Uint8Array(MAX_FILE_BYTES).fill(0x61)).ok).toBe(true);
  expect(decodeText(new Uint8Array(MAX_FILE_BYTES + 1).fill(0x61))).toEqual({
    ok: false,
    reason: "too_large",
  });
});
