import { describe, expect, it } from "vitest";
import { codecOf } from "./codec.ts";
import { detectEncoding } from "./detect.ts";

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const join = (...parts: (string | number[] | Uint8Array)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? latin1(part) : part)]));
/** The text in an encoding, by its codec, which has tests of its own. */
function written(text: string, label: string): Uint8Array {
  const result = codecOf(label)?.encode(text);
  if (!result?.ok) throw new Error(`not in ${label}`);
  return result.bytes;
}
const nameOf = (bytes: Uint8Array) => detectEncoding(bytes)?.codec.name ?? null;

describe("a mark at the beginning", () => {
  it.each([
    ["UTF-8", [0xef, 0xbb, 0xbf]],
    ["UTF-16LE", [0xff, 0xfe]],
    ["UTF-16BE", [0xfe, 0xff]],
  ])("says %s and is no part of the text", (name, mark) => {
    expect(detectEncoding(join(mark, [0x61, 0x62]))).toEqual({
      codec: expect.objectContaining({ name }),
      bom: Uint8Array.from(mark),
      guessed: false,
    });
  });

  it.each([
    [[0xef, 0xbb]],
    [[0xef, 0x61, 0xbf]],
    [[0xef, 0xbb, 0x61]],
    [[0xff, 0x61]],
    [[0xfe, 0x61]],
    [[0x61, 0xbb, 0xbf]],
  ])("is whole or none: %j", (bytes) => {
    expect(detectEncoding(Uint8Array.from(bytes))?.bom ?? new Uint8Array()).toHaveLength(0);
  });
});

describe("no text", () => {
  it.each([
    ["a zero", [0x61, 0, 0x62]],
    ["a control character beside a byte that is not UTF-8", [0xe9, 0x01]],
    ["another one", [0xe9, 0x08]],
    ["one above the white space", [0xe9, 0x0e]],
    ["one below the blank", [0xe9, 0x1f]],
    ["a deletion", [0xe9, 0x7f]],
  ])("is what holds %s", (_what, bytes) => {
    expect(detectEncoding(Uint8Array.from(bytes))).toBeNull();
  });

  it.each([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b, 0x20])(
    "is not what holds the character %i of old systems",
    (byte) => {
      expect(nameOf(join("caf", [0xe9, byte]))).toBe("ISO-8859-1");
    },
  );

  it("is not UTF-8 with control characters, which some sources have", () => {
    expect(nameOf(join("a", [0x01], new TextEncoder().encode("é")))).toBe("UTF-8");
  });
});

describe("what a file says of itself", () => {
  it.each([
    ["# -*- coding: latin-1 -*-", "ISO-8859-1"],
    ["# vim: set fileencoding=cp1251 :", "windows-1251"],
    ["// coding: koi8-r", "KOI8-R"],
    ["/* encoding: cp1250 */", "windows-1250"],
    [";; -*- coding: euc-jp -*-", "EUC-JP"],
    ["-- coding: cp1252", "windows-1252"],
    ["% coding: cp1252", "windows-1252"],
    ["<!-- coding: cp1252 -->", "windows-1252"],
    ["#!/usr/bin/python\n# coding=cp1252", "windows-1252"],
    ["\t # coding: cp1252", "windows-1252"],
    ['<?xml version="1.0" encoding="ISO-8859-2"?>', "ISO-8859-2"],
    ["<?xml version='1.0' encoding = 'ISO-8859-2'?>", "ISO-8859-2"],
    ["<html>\n<META http-equiv=x content='text/html; CHARSET=windows-1250'>", "windows-1250"],
    ['@charset "iso-8859-15";', "ISO-8859-15"],
  ])("%j is followed: %s", (line, name) => {
    const text = join(line, "\nx = 1\n");
    expect(detectEncoding(text)).toMatchObject({ codec: { name }, guessed: false });
  });

  it.each([
    ["on the third line", "a\nb\n# coding: cp1251\n"],
    ["outside of a comment", "x = 1 # coding: cp1251\n"],
    ["an XML declaration that is not at the beginning", ' <?xml version="1.0" encoding="cp1251"?>'],
    ["an at-rule that is not at the beginning", 'a{}\n@charset "cp1251";'],
    ["behind the first kilobyte", `# ${"x".repeat(1_030)} coding: cp1251\n`],
    ["an unknown name", "# coding: nonsense\n"],
  ])("is not %s", (_what, text) => {
    expect(detectEncoding(latin1(text))).toMatchObject({ codec: { name: "UTF-8" }, guessed: false });
  });

  it("is not believed where the bytes are UTF-8, or are not of it", () => {
    expect(nameOf(join("# coding: latin-1\n", new TextEncoder().encode("é")))).toBe("UTF-8");
    expect(detectEncoding(join("# coding: shift_jis\ncaf", [0xe9], "\n"))).toMatchObject({
      codec: { name: "ISO-8859-1" },
      guessed: true,
    });
    expect(detectEncoding(join("# coding: cp1251\ncaf", [0xe9], "\n"))).toMatchObject({
      codec: { name: "windows-1251" },
      guessed: false,
    });
  });
});

describe("a guess by the bytes", () => {
  it.each([
    ["Shift_JIS", "shift_jis", "// 日本語のコメントです。\nconst 名前 = 'カタカナ';\n"],
    ["EUC-JP", "euc-jp", "// 日本語のコメントです。\nconst 名前 = 'カタカナ';\n"],
    ["EUC-KR", "euc-kr", "// 한국어 주석입니다. 변수 이름을 바꾸지 마세요.\n"],
    ["GBK", "gbk", "// 这是一个中文注释，不要修改变量的名字。\n"],
    ["Big5", "big5", "// 這是一個中文註解，請不要修改變數的名稱。\n"],
    ["windows-1251", "windows-1251", "// Это комментарий на русском языке.\n"],
    ["KOI8-R", "koi8-r", "// Это комментарий на русском языке.\n"],
    ["ISO-8859-1", "latin-1", "Das Café ist schön, Ärger über Öl. État: déjà vu, señor\n"],
    ["windows-1252", "windows-1252", "“Quoted” text – with dashes… and €.\n"],
  ])("is %s", (name, label, text) => {
    expect(detectEncoding(written(text, label))).toMatchObject({
      codec: { name },
      bom: new Uint8Array(),
      guessed: true,
    });
  });

  it.each([
    ["a single accented letter before another character", "caf\u00e9s et th\u00e9s"],
    ["two letters that would be a Chinese one", "gar\u00e7\u00f5es, cora\u00e7\u00f5es"],
    ["one letter at the end", "caf\u00e9"],
    ["capital letters", "\u00c9TAT D\u00c9J\u00c0 VU"],
  ])("is not led astray by %s", (_what, text) => {
    expect(nameOf(latin1(text))).toBe("ISO-8859-1");
  });

  it.each([
    [5, 1, "UTF-8 with invalid bytes"],
    [4, 1, "ISO-8859-1"],
    [9, 2, "UTF-8 with invalid bytes"],
    [8, 2, "ISO-8859-1"],
  ])("with %i characters of UTF-8 and %i wrong bytes is %s", (right, wrong, name) => {
    const good = Array.from({ length: right }, () => [0xc3, 0xa9, 0x20]).flat();
    const bad = Array.from({ length: wrong }, () => [0xe9, 0x20]).flat();
    expect(detectEncoding(join(good, bad))).toMatchObject({ codec: { name }, guessed: true });
  });

  it.each([
    ["Shift_JIS", "カタカナとｱの混在です"],
    ["GBK", "座做作坐柞"],
    ["GBK", "啊，啊。啊！"],
    ["GBK", "１啊２啊３啊"],
    ["GBK", "座！座．座％"],
  ])("is %s for %s", (name, text) => {
    expect(nameOf(written(text, name))).toBe(name);
  });

  it("is none that would make of the bytes what nobody writes", () => {
    expect(nameOf(written("亖亗亙亜亝亞亣亪亯亰亱", "gbk"))).not.toBe("GBK");
  });

  it.each([
    [0x80, "windows-1252"],
    [0x9f, "windows-1252"],
    [0xa0, "ISO-8859-1"],
  ])("by the byte %i alone is %s", (byte, name) => {
    expect(nameOf(join("100 ", [byte]))).toBe(name);
  });

  it("is no text where a wrong byte stands beside the character that would stand for it", () => {
    expect(detectEncoding(join(new TextEncoder().encode("äöüäöü\uF7E9"), [0xe9]))).toBeNull();
  });

  it("counts what stands behind the last line end, and a file of one long line", () => {
    expect(nameOf(join("a\n", written("日本語のコメント", "shift_jis")))).toBe("Shift_JIS");
    expect(nameOf(written("日本語のコメント".repeat(4_200), "shift_jis"))).toBe("Shift_JIS");
  });

  it("looks at whole lines of the first part of a long file", () => {
    const line = written("// 日本語のコメントです。 x\n", "shift_jis");
    const long = Uint8Array.from({ length: line.length * 2_600 }, (_, at) => line[at % line.length] ?? 0);
    expect(nameOf(long)).toBe("Shift_JIS");
    expect(nameOf(written(`${"Это комментарий. ".repeat(6_000)}\n`, "windows-1251"))).toBe("windows-1251");
    expect(nameOf(join("a\n".repeat(35_000), written("日本語のコメント\n", "shift_jis")))).not.toBe(
      "Shift_JIS",
    );
  });
});
