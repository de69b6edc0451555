import { describe, expect, it } from "vitest";
import { findHits, type Rung } from "./match-ladder.ts";
import { replacementFor, type SentOnce } from "./replacement.ts";

/** The rung of the only hit, and the text with the replacement in it. */
const replaced = (text: string, old: string, next: string, once?: SentOnce) => {
  const { rung, hits } = findHits(text, old);
  const [hit] = hits;
  if (!hit || hits.length > 1) return [rung, hits.length];
  const made = replacementFor(text, hit, rung, { old, next, ...(once && { once }) });
  return [
    rung,
    typeof made === "string" ? made : text.slice(0, made.start) + made.text + text.slice(made.end),
  ];
};

const BLOCK = "  if a:\n    bb\n";
const BOTH = "\taa\n\tbb\n  c\n";
const TABS = "\tt\n".repeat(10);
const BLANKS = "  t\n".repeat(10);

it.each<[string, Rung, string, string, string, string | null]>([
  // Line ends
  ["a file with LF gets LF", "exact", "a\nb\n", "a", "x\ny", "x\ny\nb\n"],
  ["a new line ends like the one it comes to", "exact", "a\r\nb\n", "a", "x\ny", "x\r\ny\r\nb\n"],
  ["also the other way", "exact", "a\r\nb\n", "b", "x\ny", "a\r\nx\ny\n"],
  ["line ends that were sent as CRLF stay", "exact", "a\r\nb\r\n", "a", "x\r\ny", "x\r\ny\r\nb\r\n"],
  ["the last line without an end", "exact", "a\r\nb", "b", "x\ny", "a\r\nx\ny"],
  ["the end inside the hit counts", "line_endings", "a\r\nb\nc", "a\nb", "a\nx\nb", "a\r\nx\r\nb\nc"],
  ["CR alone is no line end", "line_endings", "q\nb\r\nc\r\nd", "b\nc", "b\nx", "q\nb\r\nx\r\nd"],
  ["a longer one as well", "line_endings", "aa\r\nbb\n", "aa\nbb\n", "aa\ncc\n", "aa\r\ncc\r\n"],
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
  // The file's indentation in the new text
  [
    "new lines that are indented as the file is",
    "indentation",
    BLOCK,
    "if a:\n  bb\n",
    `${BLOCK}    cc\n`,
    `${BLOCK}    cc\n`,
  ],
  ["nothing new in them", "indentation", BLOCK, "if a:\n  bb\n", BLOCK, "unclear"],
  [
    "another kind beside none",
    "indentation",
    "\taa\n\tbb\n",
    "aa\nbb\n",
    "aa\nif x {\n    cc\n}\nbb\n",
    "unclear",
  ],
  [
    "a line that goes where the file has both kinds",
    "indentation",
    BOTH,
    "    aa\n    bb\n",
    "    aa\n",
    "unclear",
  ],
  [
    "a line that is emptied",
    "indentation",
    "  aa\n  \n  bb\n",
    "aa\n  \nbb\n",
    "aa\n\nbb\ncc\n",
    "  aa\n\n  bb\n  cc\n",
  ],
  // Blanks at line ends that were sent in another way
  ["go where the new text has none", "trailing_space", "a \nb  \n", "a \nb\n", "a\nb\n", "a\nb  \n"],
  ["stay as they are in the new text", "trailing_space", "a \nb  \n", "a\nb\n", "a \nb\n", "a \nb  \n"],
  ["are unclear in three forms", "trailing_space", "a  \nb\n", "a\t\nb", "a \nc", "unclear"],
  ["of a blank line", "trailing_space", "a\n    \nb  \n", "a\n    \nb\n", "a\n\nb\n", "a\n\nb  \n"],
  // New lines of another kind of indentation
  ["blanks in a file of tabs", "exact", "a {\n\tb\n}\n", "a {\n", "a {\n    c\n", "blanks"],
  ["blanks beside a known line of tabs", "exact", "a {\n\tb\n}\n", "\tb\n", "\tb\n    c\n", "blanks"],
  ["whose blanks at the end go", "exact", "a {\n\tb \n}\n", "\tb \n", "\tb\n    c\n", "blanks"],
  ["whose blanks at the end come", "exact", "a {\n\tb\n}\n", "\tb\n", "\tb \n    c\n", "blanks"],
  ["both in a file of tabs", "exact", "\ta\nc\n", "c\n", "c\n\td\n  e\n", "\ta\nc\n\td\n  e\n"],
  ["both in a file of neither", "exact", "c\n", "c\n", "c\n\td\n  e\n", "tabs"],
  ["tabs in a file of blanks", "exact", "a:\n  b\nc\n", "c\n", "c\n\td\n", "tabs"],
  ["both in a file of blanks", "exact", "a:\n  b\nc\n", "c\n", "c\n\td\n  e\n", "tabs"],
  ["tabs in a file of neither", "exact", "c\n", "c\n", "c\n\td\n", "c\n\td\n"],
  ["blanks in a file of both", "exact", "\ta\n  b\nc\n", "c\n", "c\n  d\n", "\ta\n  b\nc\n  d\n"],
  ["blanks below a line of blanks", "exact", `${TABS}  b\n`, "  b\n", "  b\n  c\n", `${TABS}  b\n  c\n`],
  ["tabs below a line of tabs", "exact", `${BLANKS}\tb\n`, "\tb\n", "\tb\n\tc\n", `${BLANKS}\tb\n\tc\n`],
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

describe("lines that were sent once for both texts", () => {
  const GO = "func f() {\n\ta()\n\tb()\n}\n";

  it.each<[string, string, string, string, SentOnce, string]>([
    [
      "stay around new ones of the same kind",
      GO,
      "    a()\n    b()\n",
      "    a()\n    if x {\n        b()\n    }\n",
      { old: [true, false], next: [true, false, false, false] },
      "func f() {\n\ta()\n\tif x {\n\t\tb()\n\t}\n}\n",
    ],
    ["stay where others go", "  a\n  b\n", "a\nb\n", "a\n", { old: [true, false], next: [true] }, "  a\n"],
    [
      "stay where others go in a file of both kinds",
      BOTH,
      "    aa\n    bb\n",
      "    aa\n",
      { old: [true, false], next: [true] },
      "\taa\n  c\n",
    ],
    [
      "stay around an empty line in a file of both kinds",
      BOTH,
      "    aa\n    bb\n",
      "    aa\n\n    bb\n",
      { old: [true, true], next: [true, false, true] },
      "\taa\n\n\tbb\n  c\n",
    ],
    [
      "are the measure of a new one between them",
      "  a\n  b\n",
      "a\nb\n",
      "a\nc\nb\n",
      { old: [true, true], next: [true, false, true] },
      "  a\n  c\n  b\n",
    ],
    [
      "stay in their places",
      "  aa\n  bb\n  aa\n",
      "aa\nbb\naa\n",
      "aa\naa\n",
      { old: [false, false, true], next: [false, true] },
      "  aa\n  aa\n",
    ],
  ])("%s", (_, text, old, next, once, expected) => {
    expect(replaced(text, old, next, once)).toEqual(["indentation", expected]);
  });

  it("keep the file's form where another line could be taken for them", () => {
    const once = { old: [true, false], next: [false, true] };
    expect(replaced("aa \nbb\t\n", "aa\nbb\n", "bb\naa\n", once)).toEqual(["trailing_space", "bb\naa \n"]);
  });
});
