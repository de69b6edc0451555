import { expect, it } from "vitest";
import { changed, kinds, side } from "./gate-fixture.ts";
import { hiddenFindings } from "./hidden.ts";

it.each([
  ["a right-to-left override", "if (user \u202e\u2066// admin\u2069 \u2066) {", "U+202E, U+2066, U+2069"],
  ["an isolate", "a\u2067b", "U+2067"],
  ["a right-to-left mark", "a\u200fb", "U+200F"],
  ["a zero-width space in a name", "pass\u200bword = 1", "U+200B"],
  ["a joiner between Latin letters", "user\u200did", "U+200D"],
  ["a Hangul filler as a name", "const \u3164 = 1", "U+3164"],
  ["tag characters", "ok\u{E0069}\u{E0067}", "U+E0069, U+E0067"],
  ["a row of variation selectors", "ok\uFE01\uFE02", "U+FE01, U+FE02"],
  ["a selector beyond the plane", "ok\u{E0101}", "U+E0101"],
  ["an escape sequence", "echo \u001b[8m rm -rf", "U+001B"],
  ["a backspace", "rm\b\bls", "U+0008"],
  ["a line separator", "// note\u2028evil()", "U+2028"],
  ["a soft hyphen", "adm\u00adin", "U+00AD"],
])("%s in a new line is told with its line", (_name, line, what) => {
  const file = changed("a.js", "one\n", `one\n${line}\n`);
  expect(hiddenFindings([file])).toEqual([{ path: "a.js", line: 2, what }]);
  expect(kinds({ contents: [file] })).toEqual(["hidden_text"]);
});

it.each([
  ["Persian", "می\u200cخواهم"],
  ["Devanagari", "क्\u200dष"],
  ["a family", "👩\u200d👩\u200d👧\uFE0F"],
  ["a skin tone and a profession", "🧑🏽\u200d💻"],
  ["a heart and a keycap", "❤\uFE0F 1\uFE0F\u20E3"],
  ["tabs, a form feed, CRLF", "a\tb\f\r"],
  ["accents, composed and not", "é e\u0301"],
  ["an escape that is written out", String.raw`"\u202e\x1b[0m"`],
])("%s is text that one sees", (_name, line) => {
  expect(hiddenFindings([changed("a.txt", null, `${line}\n`)])).toEqual([]);
});

it("what stood there before, and what is deleted, is no news", () => {
  const old = "a\u200bb\n";
  expect(hiddenFindings([changed("a.js", old, `${old}more\n`), changed("b.js", old, null)])).toEqual([]);
});

it("in the name of a new file is told, and the names of old ones stay", () => {
  expect(
    hiddenFindings([changed("inv\u202ecod.exe", null, "x\n"), changed("o\u200bld", "x\n", "y\n")]),
  ).toEqual([{ path: "inv\u202ecod.exe", line: null, what: "U+202E in its name" }]);
});

it("in the target of a link is told", () => {
  const link = { path: "a", base: null, now: side("b\u200b", "120000") };
  expect(hiddenFindings([link])).toEqual([{ path: "a", line: 1, what: "U+200B" }]);
});
