/// <reference types="node" />
import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../apply-edits.ts";
import { decodeText, encodeText } from "../text-file.ts";
import { codecOf } from "./codec.ts";
import { detectEncoding } from "./detect.ts";

const hasIconv = spawnSync("iconv", ["--version"]).status === 0;
/** An independent implementation. */
const iconv = (text: string, to: string): Uint8Array =>
  new Uint8Array(execFileSync("iconv", ["-f", "UTF-8", "-t", to], { input: text }));
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

function read(bytes: Uint8Array) {
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.file;
}
function edited(bytes: Uint8Array, old: string, next: string) {
  const files = new Map([["a", { kind: "file", bytes, knowledge: "current" }] as const]);
  return applyEdits(files, { kind: "edit", path: "a", edits: [{ old, new: next }] });
}

const JAPANESE = "// 日本語のコメントです。\nconst 名前 = 'カタカナ';\nx = 1;\n";
const RUSSIAN = "// Это комментарий на русском языке.\nlet x = 1; // переменная\n";

describe.skipIf(!hasIconv)("text in an old encoding", () => {
  it.each([
    ["SHIFT_JIS", "Shift_JIS", JAPANESE],
    ["EUC-JP", "EUC-JP", JAPANESE],
    ["EUC-KR", "EUC-KR", "// 한국어 주석입니다. 변수 이름을 바꾸지 마세요.\nlet x = 1;\n"],
    ["GBK", "GBK", "// 这是一个中文注释，不要修改变量的名字。\nlet x = 1;\n"],
    ["BIG5", "Big5", "// 這是一個中文註解，請不要修改變數的名稱。\nlet x = 1;\n"],
    ["WINDOWS-1251", "windows-1251", RUSSIAN],
    ["KOI8-R", "KOI8-R", RUSSIAN],
    ["ISO-8859-1", "ISO-8859-1", "Das Café ist schön, Ärger über Öl.\nÉtat: déjà vu, señor; x = 1;\n"],
    ["WINDOWS-1252", "windows-1252", "“Quoted” text – with dashes… and €.\nx = 1;\n"],
  ])("is known for %s, read, and edited where it says x", (to, name, text) => {
    const bytes = iconv(text, to);
    const file = read(bytes);
    expect([file.codec.name, file.guessed]).toEqual([name, true]);
    expect(file.text).toBe(text);
    const result = edited(bytes, text.includes("x = 1") ? "x = 1" : "let", "x = 234");
    expect(result).toMatchObject({
      ok: true,
      changes: [{ bytes: iconv(text.replace("x = 1", "x = 234"), to) }],
    });
  });

  it.each([
    ["SHIFT_JIS", JAPANESE, "カタカナ", "ひらがな漢字"],
    ["GBK", "// 这是一个中文注释，不要修改变量的名字。\n", "中文注释", "新的说明"],
    ["KOI8-R", RUSSIAN, "на русском", "теперь другой"],
    ["ISO-8859-1", "Das Café ist schön.\n", "schön", "geöffnet"],
  ])("takes new text that %s has", (to, text, old, next) => {
    expect(edited(iconv(text, to), old, next)).toMatchObject({
      changes: [{ bytes: iconv(text.replace(old, next), to) }],
    });
  });

  it.each([
    ["SHIFT_JIS", JAPANESE, "x = 1", "x = '😀'", '"😀"'],
    ["ISO-8859-1", "Das Café kostet 5 EUR.\n", "EUR", "€", '"€"'],
    ["WINDOWS-1251", RUSSIAN, "переменная", "変数", '"変"'],
  ])("refuses what %s does not have, by name", (to, text, old, next, char) => {
    const result = edited(iconv(text, to), old, next);
    expect(result).toMatchObject({ ok: false, failures: [{ problem: "encoding" }] });
    expect(result.ok ? "" : result.message).toContain(`does not have ${char}`);
  });
});

describe("an encoding", () => {
  it.each([
    ["# -*- coding: latin-1 -*-\nx = 'a'\n", "ISO-8859-1"],
    ["#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n", "windows-1252"],
    ['<?xml version="1.0" encoding="ISO-8859-2"?>\n<a/>\n', "ISO-8859-2"],
    ['<html><head><meta charset="windows-1251"></head></html>', "windows-1251"],
    ['<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">', "ISO-8859-15"],
    ['@charset "Shift_JIS";\n', "Shift_JIS"],
    ["# coding: utf-8\n", "UTF-8"],
    ["# encoding: no-such-thing\n", "UTF-8"],
    ["const decoding: number = 1;\n", "UTF-8"],
    ["", "UTF-8"],
  ])("is what the file says of itself: %j", (text, name) => {
    expect(detectEncoding(latin1(text))).toMatchObject({ codec: { name }, guessed: false });
  });

  it("is UTF-8 where the bytes are, whatever is declared", () => {
    const bytes = new TextEncoder().encode("# coding: latin-1\nx = 'é'\n");
    expect(detectEncoding(bytes)?.codec.name).toBe("UTF-8");
  });

  it("of UTF-16 is told by its mark, and written back with it", () => {
    for (const little of [true, false]) {
      const text = "a = 'ünï😀'\r\nb\r\n";
      const bytes = new Uint8Array(
        [...(little ? [0xff, 0xfe] : [0xfe, 0xff])].concat(
          [...Array(text.length).keys()].flatMap((at) => {
            const code = text.charCodeAt(at);
            return little ? [code & 255, code >> 8] : [code >> 8, code & 255];
          }),
        ),
      );
      const file = read(bytes);
      expect(file).toMatchObject({
        text: "a = 'ünï😀'\nb\n",
        codec: { name: little ? "UTF-16LE" : "UTF-16BE" },
      });
      expect(encodeText(file.text, file)).toEqual({ ok: true, bytes });
      expect(edited(bytes, "b\n", "日\n")).toMatchObject({ ok: true });
    }
  });

  it("is UTF-8 also with a few bytes that are none, and they stay", () => {
    const bytes = new Uint8Array([...new TextEncoder().encode("äöü äöü\nx = 1\n"), 0xe9, 0x0a]);
    expect(read(bytes).codec.name).toBe("UTF-8 with invalid bytes");
    const result = edited(bytes, "x = 1", "x = 'ß'");
    expect(result).toMatchObject({
      changes: [{ bytes: new Uint8Array([...new TextEncoder().encode("äöü äöü\nx = 'ß'\n"), 0xe9, 0x0a]) }],
    });
  });

  it.each([
    ["a picture", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]],
    ["a JPEG without a zero", [0xff, 0xd8, 0xff, 0xe0, 0x10, 0x4a]],
    ["UTF-32", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]],
    ["half of a pair in UTF-16", [0xff, 0xfe, 0x00, 0xd8]],
  ])("is none for %s", (_name, bytes) => {
    expect(decodeText(new Uint8Array(bytes))).toEqual({ ok: false, reason: "binary" });
  });

  it.each<[string, number[], string]>([
    ["latin-1", [0xe9], "é"],
    ["cp1252", [0x80], "€"],
    ["CP866", [0x80], "А"],
    ["macintosh", [0x8e], "é"],
    ["iso8859-5", [0xb0], "А"],
    ["ks_c_5601-1987", [0xb0, 0xa1], "가"],
    ["cp932", [0x83, 0x41], "ア"],
    ["big5-hkscs", [0xa4, 0xa4], "中"],
  ])("is found by the name %s, and reads and writes in it", (label, bytes, text) => {
    const codec = codecOf(label);
    expect(codec?.decode(Uint8Array.from(bytes))).toBe(text);
    expect(codec?.encode(text)).toMatchObject({ ok: true, bytes: Uint8Array.from(bytes) });
  });
  it.each(["utf-8", "utf8", "nonsense", "iso-2022-jp", "utf-7"])("is none by the name %s", (label) =>
    expect(codecOf(label)).toBeNull(),
  );
});

/** Arbitrary text bytes in lines, with all kinds of line ends. */
const eols = fc.constantFrom("\n", "\r\n", "\r", "\r\r\n");
const lines = (chars: string[]) =>
  fc
    .array(fc.tuple(fc.array(fc.constantFrom(...chars), { maxLength: 8 }), eols), { maxLength: 12 })
    .map((parts) => parts.map(([text, eol]) => text.join("") + eol).join(""));

describe("whatever the bytes", () => {
  const oddities = fc.constantFrom(
    // One character with two byte forms: 0x81CA and 0xEEF9 are both ¬ in Shift_JIS.
    [0x81, 0xca],
    [0xee, 0xf9],
    [0xfa, 0x54],
    [0x87, 0x90],
    [0x81, 0xe0],
    [0x82, 0xa0],
    [0x83, 0x41],
    [0x83, 0x42],
    [0x83, 0x43],
    [0xb1],
    [0xe9],
    [0xff, 0xfe],
    [0x0d],
    [0x0a],
    [0x0d, 0x0a],
    [0x41],
    [0x61, 0x20],
    [0x09],
    [0xc3, 0xa9],
    [0xe2, 0x82, 0xac],
  );
  const declared = fc.constantFrom("", "# coding: shift_jis\n", "# coding: euc-jp\n", "# coding: gb18030\n");
  const anyBytes = fc.array(oddities, { maxLength: 60 }).map((parts) => Uint8Array.from(parts.flat()));
  const anyFile = fc
    .tuple(declared, anyBytes)
    .map(([line, rest]) => new Uint8Array([...latin1(line), ...rest]));

  it("what is read and not changed is written as it was", () => {
    fc.assert(
      fc.property(anyFile, (bytes) => {
        const decoded = decodeText(bytes);
        if (decoded.ok)
          expect(encodeText(decoded.file.text, decoded.file, bytes)).toEqual({ ok: true, bytes });
      }),
      { numRuns: 2_000 },
    );
  });

  it("an edit changes the bytes of its place alone, or is refused", () => {
    fc.assert(
      fc.property(anyFile, anyBytes, fc.constantFrom("new", "ü", "カ", "two\nlines"), (head, tail, next) => {
        const mark = latin1("\n<<MARK>>\n");
        const bytes = new Uint8Array([...head, ...mark, ...tail]);
        const decoded = decodeText(bytes);
        if (!decoded.ok || decoded.file.codec.name.startsWith("UTF-16")) return;
        const result = edited(bytes, "MARK", next);
        if (!result.ok) {
          expect(result.failures[0].problem).toBe("encoding");
          return;
        }
        const after = result.changes[0]?.bytes ?? new Uint8Array();
        const at = head.length + 3;
        expect(after.subarray(0, at)).toEqual(bytes.subarray(0, at));
        const rest = bytes.subarray(at + 4);
        expect(after.subarray(after.length - rest.length)).toEqual(rest);
      }),
      { numRuns: 2_000 },
    );
  });

  it("line ends of all kinds stay where they are", () => {
    fc.assert(
      fc.property(lines(["a", "b", " ", "é"]), (text) => {
        const bytes = new TextEncoder().encode(text);
        const file = read(bytes);
        expect(encodeText(file.text, file, bytes)).toEqual({ ok: true, bytes });
      }),
    );
  });
});
