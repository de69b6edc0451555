import { expect, it } from "vitest";
import { findHits, type Rung } from "./match-ladder.ts";
import { replacementFor } from "./replacement.ts";

/** The rung of the only hit, and the text with the replacement in it. */
const replaced = (text: string, old: string, next: string) => {
  const { rung, hits } = findHits(text, old);
  const [hit] = hits;
  if (!hit || hits.length > 1) return [rung, hits.length];
  const made = replacementFor(text, hit, rung, { old, next });
  return [
    rung,
    typeof made === "string" ? made : text.slice(0, made.start) + made.text + text.slice(made.end),
  ];
};

it.each<[string, Rung, string, string, string, string | null]>([
  // Line ends
  ["a file with LF gets LF", "exact", "a\nb\n", "a", "x\ny", "x\ny\nb\n"],
  ["a new line ends like the one it comes to", "exact", "a\r\nb\n", "a", "x\ny", "x\r\ny\r\nb\n"],
  ["also the other way", "exact", "a\r\nb\n", "b", "x\ny", "a\r\nx\ny\n"],
  ["line ends that were sent as CRLF stay", "exact", "a\r\nb\r\n", "a", "x\r\ny", "x\r\ny\r\nb\r\n"],
  ["the last line without an end", "exact", "a\r\nb", "b", "x\ny", "a\r\nx\ny"],
  ["the end inside the hit counts", "line_endings", "a\r\nb\nc", "a\nb", "a\nx\nb", "a\r\nx\r\nb\nc"],
  ["CR alone is no line end", "line_endings", "q\nb\r\nc\r\nd", "b\nc", "b\nx", "q\nb\r\nx\r\nd"],
  ["a kept line keeps its end", "line_endings", "a\nb\r\nc\n", "a\nb\nc", "a\nb\nz", "a\nb\r\nz\n"],
  ["a mixed hit", "line_endings", "a\nb\r\nc\n", "a\nb\nc", "y\na\nb\nc", "y\na\nb\r\nc\n"],
  ["CRLF that was sent", "line_endings", "a\nb\n", "a\r\nb", "a\r\nx", "a\nx\n"],
  [
    "letters in another form with LF",
    "letter_forms",
    "e\u0301\nb\n",
    "\u00e9",
    "\u00e9x\ny",
    "e\u0301x\ny\nb\n",
  ],
  ["with CRLF", "letter_forms", "e\u0301\r\nb\r\n", "\u00e9", "\u00e9x\ny", "e\u0301x\r\ny\r\nb\r\n"],
  ["with CRLF sent", "letter_forms", "e\u0301\r\nb\r\n", "\u00e9", "\u00e9x\r\ny", "e\u0301x\r\ny\r\nb\r\n"],
  ["with CRLF sent to LF", "letter_forms", "e\u0301\nb\n", "\u00e9", "\u00e9x\r\ny", "e\u0301x\r\ny\nb\n"],
  // The end of a file
  ["no final line end comes", "line_endings", "a\nb", "a\nb\n", "a\nx\n", "a\nx"],
  ["nor from a text that has none", "line_endings", "a\nb", "a\nb\n", "a\nx", "a\nx"],
  ["more lines at the end", "line_endings", "a\nb", "b\n", "b\nx\n", "a\nb\nx"],
  ["an empty first line", "line_endings", "\na\r\nb\n", "\na\nb", "\na\nx", "\na\r\nx\n"],
  ["a line after the last one", "line_endings", "a\r\nb", "a\nb", "a\nb\nc", "a\r\nb\r\nc"],
  ["CRLF that was sent for LF", "line_endings", "a\r\nb\r\n", "a\nb", "a\r\nx", "a\r\nx\r\n"],
  ["LF that is kept after CRLF", "line_endings", "a\r\nb\nc\n", "a\nb\nc", "z\nb\nc", "z\r\nb\nc\n"],
  // Whitespace at line ends
  [
    "unchanged lines keep theirs",
    "trailing_space",
    "f( \n  1) \nz\n",
    "f(\n  1)\n",
    "f(\n  2)\n",
    "f( \n  2)\nz\n",
  ],
  ["a longer text", "trailing_space", "a \nb\nc\n", "a\nb\nc", "a\nx\ny\nc", "a \nx\ny\nc\n"],
  ["lines that go", "trailing_space", "a \nb\nc\n", "a\nb\nc", "a\nc", "a \nc\n"],
  // Indentation
  ["a deeper text", "indentation", "  a\n    b\n", "a\n  b", "a\n  c\n    d", "  a\n    c\n      d\n"],
  ["an empty new line stays empty", "indentation", "  a\n    b\n", "a\n  b", "a\n\n  c", "  a\n\n    c\n"],
  [
    "what is not indented at all",
    "indentation",
    "a:\n  b\n  c\n",
    "      b\n      c",
    "      b\nd",
    "unclear",
  ],
  ["tabs", "indentation", "\ta\n\t\tb\n", "  a\n    b", "  a\n    c", "\ta\n\t\tc\n"],
  ["half a tab", "indentation", "q\n\tx\n", "  x\n", "  x\n y\n", "unclear"],
  [
    "a blank line of half a tab",
    "indentation",
    "\ta\n\t\tb\n",
    "  a\n    b",
    "  a\n   \n    c",
    "\ta\n   \n\t\tc\n",
  ],
  // Within the indentation of a line
  [
    "a block from the middle of an indentation",
    "exact",
    "q\n    x\n",
    "  x",
    "  if y:\n    x",
    "q\n    if y:\n        x\n",
  ],
  ["in the first line", "exact", "    x\n", "  x", "  if y:\n    x", "    if y:\n        x\n"],
  ["a whole indentation", "exact", "q\n  x\n", "  x", "  if y:\n    x", "q\n  if y:\n    x\n"],
  ["not after other text", "exact", "q  x\n", "  x", "  y\n  z", "q  y\n  z\n"],
  ["not after other text on the line below", "exact", "p\nq  x\n", "  x", "  y\n  z", "p\nq  y\n  z\n"],
  ["not of one line", "exact", "q\n    x\n", "  x", "  y", "q\n    y\n"],
  ["not of several", "exact", "q\n    x\n  y\n", "  x\n  y", "  x\n  z", "q\n    x\n  z\n"],
  ["not of spaces alone", "exact", "q\n  \n", " \n", " \n y\n", "unclear"],
  ["not without indentation", "exact", "q\n    x\n", "x", "y\nz", "unclear"],
  ["with CRLF in the file", "exact", "q\r\n    x\r\n", "  x", "  y:\n    x", "q\r\n    y:\r\n        x\r\n"],
  ["with another kind of it", "exact", "q\n\t  x\n", "  x", "\tif y:\n\t\tx", "unclear"],
  ["with less than is there", "exact", "q\n    x\n", "  x", "  x\nz", "unclear"],
  ["of one line that is not indented", "exact", "q\n    x\n", "  x", "y", "unclear"],
  ["a step that is not the file's", "exact", "q\n      x\n", "   x", "   x\n    y", "unclear"],
  ["less than stays before it", "exact", "q\n    x\n", "  x", "y\n  x", "unclear"],
  // Typography
  ["the file's quotes", "punctuation", "say(“a”)\n", 'say("a")', 'say("b")', "say(“b”)\n"],
  ["of each line", "punctuation", "“a”\n‘b’\n", "\"a\"\n'b'", "\"x\"\n'y'", "“x”\n‘y’\n"],
  ["not of other lines", "punctuation", "“a”\nb\n", '"a"\nb', '"x"\n"y"\nz', '"x"\n"y"\nz\n'],
  ["beside one that stays", "punctuation", "“a”\n“b”\n", '"a"\n"b"', '"a"\n"c"', "“a”\n“c”\n"],
  [
    "with another indentation",
    "punctuation",
    "q\n  “a”\n  “b”\n",
    '"a"\n"b"',
    '"a"\n"c"',
    "q\n  “a”\n  “c”\n",
  ],
  ["at the end of a file", "punctuation", "b\n“a”", '"a"\n', '"x"', "b\n“x”"],
  [
    "in a deeper text",
    "punctuation",
    "q\n    “a”\n    “b”\n",
    '  "a"\n  "b"',
    '  "x"\n  "y"',
    "q\n    “x”\n    “y”\n",
  ],
])("%s", (_, rung, text, old, next, expected) => {
  expect(replaced(text, old, next)).toEqual([rung, expected]);
});
