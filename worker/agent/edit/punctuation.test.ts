import { expect, it } from "vitest";
import { foldPunctuation, hasTypography, keepTypography } from "./punctuation.ts";

it.each([
  ["‘’‚‛′", "'''''"],
  ["“”„‟″", '"""""'],
  ["‐‑‒–—―−﹘﹣－", "----------"],
  [
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    " ".repeat(15),
  ],
])("%s is folded to ASCII of the same length", (typographic, ascii) => {
  expect(foldPunctuation(`a${typographic}b`)).toBe(`a${ascii}b`);
  for (const char of typographic) expect(hasTypography(char)).toBe(true);
});

it.each(["plain 'text' - \"x\"", "é ü 日本", "\u200b", "…"])("%j is not typographic and stays", (text) => {
  expect(hasTypography(text)).toBe(false);
  expect(foldPunctuation(text)).toBe(text);
});

it.each([
  ["at the beginning", "“a” – x", "“a” – y", '"a" - x', '"a" - y'],
  ["at the end", "x – “a”", "y – “a”", 'x - "a"', 'y - "a"'],
  ["on both sides", "“a” x “b”", "“a” yz “b”", '"a" x "b"', '"a" yz "b"'],
  ["where something is added", "“a”", "“a” “a”", '"a"', '"a" “a”'],
  ["where something goes", "“a” – “b”", "“a”", '"a" - "b"', '"a"'],
  ["all of it where nothing changes", "it’s", "it’s", "it's", "it's"],
  ["none where all is new", "“a”", "c", '"a"', "c"],
])("what is kept keeps the file's characters %s", (_where, actual, expected, old, next) => {
  expect(keepTypography(actual, old, next)).toBe(expected);
});

it("keeps the file's beginning where the end repeats it", () => {
  // One quote stands at the beginning and at the end; it is not taken twice.
  expect(keepTypography("’’", "''", "'''")).toBe("’’'");
});

it("takes the new text as it is where the place is of another length", () => {
  expect(keepTypography("“a”!", '"a"', '"b"')).toBe('"b"');
});
