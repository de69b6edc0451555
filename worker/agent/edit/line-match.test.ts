import { describe, expect, it } from "vitest";
import { LineSearch } from "./line-match.ts";

type LineRung = Parameters<LineSearch["hits"]>[0];
interface Bounds {
  from?: number;
  to?: number;
  wholeLines?: boolean;
}

/** The texts of the hits, or their places where bounds matter. */
const found = (rung: LineRung, text: string, old: string, bounds: Bounds = {}) =>
  new LineSearch(text, old, { from: 0, to: text.length, wholeLines: false, ...bounds })
    .hits(rung)
    .map(({ start, end }) => `${start}:${text.slice(start, end)}`);

describe.each<[LineRung, [string, string, string, string[]][]]>([
  [
    "line_endings",
    [
      ["LF for CRLF", "a\r\nb\r\n", "a\nb\n", ["0:a\r\nb\r\n"]],
      ["CRLF for LF", "a\nb\n", "a\r\nb\r\n", ["0:a\nb\n"]],
      ["within both lines", "xa\r\nby\r\n", "a\nb", ["1:a\r\nb"]],
      ["at the last line's start alone", "a\r\nyb\r\n", "a\nb", []],
      ["at the first line's end alone", "ay\r\nb\r\n", "a\nb", []],
      ["a line between as a whole", "a\r\nyb\r\nc", "a\nb\nc", []],
      ["a line between", "xa\r\nb\r\ncy", "a\nb\nc", ["1:a\r\nb\r\nc"]],
      ["up to the end of the line", "q\r\nab\r\n", "b\n", ["4:b\r\n"]],
      ["not before it", "q\r\nabx\r\n", "b\n", []],
      ["at the end of a file without an end", "a\nb", "a\nb\n", ["0:a\nb"]],
      ["one line at the end of a file", "a\nxb", "b\n", ["3:b"]],
      ["not beyond the end of a file", "a\nb", "b\nc", []],
      ["an empty line at the end of a file", "a\r\n", "a\n\n", []],
      ["an empty line", "a\r\n\r\nb\r\n", "a\n\nb\n", ["0:a\r\n\r\nb\r\n"]],
      ["not part of one line", "xay\r\n", "a", []],
      ["a CR within a file's last line", "a\r\nb\r", "a\nb\r\n", []],
      ["several", "a\r\nb\r\nq\r\na\r\nb\r\n", "a\nb\n", ["0:a\r\nb\r\n", "9:a\r\nb\r\n"]],
      ["found by the longest line", "a\r\nlong\r\nq\r\nlong\r\n", "a\nlong\n", ["0:a\r\nlong\r\n"]],
      ["the longest in front", "long\r\na\r\n", "long\na\n", ["0:long\r\na\r\n"]],
      ["too near to the start", "long\r\nb\r\n", "a\na\nlong\n", []],
      ["after an empty first line", "\nlong\r\nb\n", "\nlong\nb\n", ["0:\nlong\r\nb\n"]],
      ["two lines below an empty first line", "\r\n\nlong\n", "\n\nlong\n", ["0:\r\n\nlong\n"]],
      ["nothing but blank lines", "\r\n\r\n", "\n\n", []],
      ["spaces matter", "a \r\nb\r\n", "a\nb\n", []],
      ["indentation matters", "a\r\n b\r\n", "a\nb\n", []],
    ],
  ],
  [
    "trailing_space",
    [
      ["in the file", "a \t\nb\n", "a\nb\n", ["0:a \t\nb\n"]],
      ["in the text", "a\nb\n", "a  \nb \n", ["0:a\nb\n"]],
      ["of a last line that is part of one", "a \nbc\n", "a\nb", ["0:a \nb"]],
      ["of a last line with spaces sent", "a \nb\n", "a\nb  ", ["0:a \nb"]],
      ["not of a word's beginning", "a \nbc\n", "a\nb  ", []],
      ["of one line with spaces sent", "xa\n", "a  ", ["1:a"]],
      ["with spaces in both", "xa \n", "a  ", ["1:a "]],
      ["in one line that is part of one", "xay\n", "a", []],
      ["at the end of a file", "a \nb \t", "a\nb\n", ["0:a \nb \t"]],
    ],
  ],
  [
    "indentation",
    [
      ["more", "  a\n    b\n", "a\n  b\n", ["0:  a\n    b\n"]],
      ["less", "a\n  b\n", "  a\n    b\n", ["0:a\n  b\n"]],
      ["other steps that do not fit", "  a\n   b\n    c\n", "a\n  b\nc\n", []],
      ["blank lines do not matter", "  a\n \n  b\n", "a\n\nb\n", ["0:  a\n \n  b\n"]],
      ["the last line without its end", "  a\n  b\nc\n", "a\nb", ["0:  a\n  b"]],
      ["whole lines alone", "  xa\n", "a\n", []],
      ["the whole last line", "  a\n  bc\n", "a\nb", []],
      ["at the end of a file", "q\n  a", "a\n", ["2:  a"]],
    ],
  ],
])("not minding %s", (rung, rows) => {
  it.each(rows)("%s", (_, text, old, hits) => {
    expect(found(rung, text, old)).toEqual(hits);
  });
});

it("lists the indentations of lines that are not blank, as sent and in the file", () => {
  const search = (rung: LineRung) =>
    new LineSearch("  a\n\n\tb\n", " a\n\n\tb\n", { from: 0, to: 8, wholeLines: false }).hits(rung);
  expect(search("indentation")).toEqual([]);
  const pairs = new LineSearch("  a\n\n   b\n", "a\n\n b\n", { from: 0, to: 10, wholeLines: false });
  expect(pairs.hits("indentation")).toEqual([
    {
      start: 0,
      end: 10,
      indents: [
        ["", "  "],
        [" ", "   "],
      ],
    },
  ]);
  const same = new LineSearch("a\r\n", "a\n", { from: 0, to: 3, wholeLines: false });
  expect(same.hits("line_endings")).toEqual([{ start: 0, end: 3, indents: null }]);
});

it("stays within its bounds", () => {
  const text = "a\r\nb\r\na\r\nb\r\n";
  expect(found("line_endings", text, "a\nb\n", { from: 1 })).toEqual(["6:a\r\nb\r\n"]);
  expect(found("line_endings", text, "a\nb\n", { from: 6 })).toEqual(["6:a\r\nb\r\n"]);
  expect(found("line_endings", text, "a\nb\n", { from: 7 })).toEqual([]);
  expect(found("line_endings", text, "a\nb\n", { to: 11 })).toEqual(["0:a\r\nb\r\n"]);
  expect(found("line_endings", text, "a\nb\n", { to: 6 })).toEqual(["0:a\r\nb\r\n"]);
  expect(found("line_endings", text, "a\nb\n", { to: 5 })).toEqual([]);
  // The longest line stands behind the bound, and the text begins before it.
  expect(found("line_endings", "a\r\nlong\r\n", "a\nlong\n", { from: 3 })).toEqual([]);
});

it("takes whole lines alone where these are wanted", () => {
  const whole = { wholeLines: true };
  expect(found("line_endings", "xa\r\nb\r\n", "a\nb\n", whole)).toEqual([]);
  expect(found("line_endings", "a\r\nby\r\n", "a\nb", whole)).toEqual([]);
  expect(found("line_endings", "a\r\nb\r\n", "a\nb", whole)).toEqual(["0:a\r\nb"]);
  expect(found("trailing_space", "a \n", "a", whole)).toEqual(["0:a "]);
  expect(found("trailing_space", "xa \n", "a", whole)).toEqual([]);
});
