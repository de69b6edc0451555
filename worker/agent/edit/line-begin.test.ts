import { expect, it } from "vitest";
import { fromLineStart } from "./line-begin.ts";

const CLASS = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n";
const DEF = "def f(self):\n        return 1";
const GO = "func f() {\n\ta()\n\tb()\n\tc()\n}\n";
const LIST = 'x = [\n    "a",\n]\n';
const OBJECT = '{\n    "a": 1\n}\n';
const BLOCK = "f {\n    a\n    b\n}\n";
/** Indented by four once and by eight twice. */
const STEPS = "a\n    b\n            c\n                    d\n";

/** `as sent`, `unclear`, or what is to stand in place of the old text and the indentation before it. */
const AS_SENT = { begun: "as sent" };
const UNCLEAR = { begun: "unclear" };
function begun(text: string, old: string, next: string, indents: [] | null = null) {
  const start = text.indexOf(old);
  const end = start + old.length;
  const made = fromLineStart(text, { start, end, indents }, old, next);
  if (made === null) return UNCLEAR;
  if (made.start === start) {
    expect(made).toEqual({ start, old, next, reading: null });
    return AS_SENT;
  }
  expect(text.slice(0, made.start)).toMatch(/\n$/);
  expect(made.old).toBe(text.slice(made.start, end));
  return made.next;
}

it.each<[string, string, string, string]>([
  ["a hit behind other characters of its line", CLASS, "1\n", "\nx"],
  ["a hit at the start of a line", CLASS, "        return 1", "\nx"],
  ["a hit at the start of the file", CLASS, "class A:", "\nx"],
  ["a line end behind blanks", "  \nfoo\n", "\nfoo", "\n    bar"],
  ["one line for another", CLASS, "return 1", "return 3"],
  ["the first word of a line", CLASS, "return", "yield"],
  ["the text of a line that goes without its end", CLASS, "return 1", ""],
  ["one line with empty ones below", CLASS, "return 1\n", "return 3\n\n"],
  ["several lines that lack as much as the old ones", GO, "a()\n\tb()\n", "a()\n\td()\n"],
  ["old lines that end within a line", "f {\n\ta b\n\tc d\n}\n", "a b\n\tc", "a b\n\te"],
  ["lines below one that opens a block, deeper than the file has it", BLOCK, "a", "if x {\n        c\n    }"],
  [
    "lines as deep as the file's, below one that opens nothing",
    CLASS,
    "return 1",
    "x = f(2)\n        y.z = x",
  ],
  ["an element beside another", LIST, '"a",', '"a",\n    "b",'],
  ["a key beside a name", "x = {\n    a,\n}\n", "a,", "a,\n    b: 1,"],
  ["a key beside another", OBJECT, '"a": 1', '"a": 1,\n    "b": [f({})]'],
  ["a key beside one that lacks a part of the indentation", OBJECT, '  "a": 1', '  "a": 1,\n    "b": 2'],
])("takes as it was sent %s", (_, text, old, next) => {
  expect(begun(text, old, next)).toEqual(AS_SENT);
});

it("takes as it was sent what was found with another indentation", () => {
  expect(begun(CLASS, "return 1", "\nx", [])).toEqual(AS_SENT);
});

it.each<[string, string, string, string, string]>([
  ["one line with the file's indentation", CLASS, "return 1", "        return 3", "        return 3"],
  ["a whole line above an indented one", GO, "a()\n", "\tz()\n", "\tz()\n"],
  [
    "several lines with the file's indentation",
    CLASS,
    "return 1",
    "        x = 2\n\n        return x",
    "        x = 2\n\n        return x",
  ],
  [
    "lines that leave the block, where the old ones show its depth",
    CLASS,
    DEF,
    "    def f(self):\n        return 3\nx = 1",
    "    def f(self):\n        return 3\nx = 1",
  ],
  ["a whole line that goes", CLASS, "return 1\n", "", ""],
  ["a line of one character that goes", "f {\n  x\n}\n", "x\n", "", ""],
  [
    "lines of which one is the old one, as it was sent",
    CLASS,
    "return 1",
    "x = 3\n\nreturn 1\ny = 2\n",
    "        x = 3\n\n        return 1\n        y = 2\n",
  ],
  [
    "the same without a last line end",
    CLASS,
    "return 1",
    "x = 3\nreturn 1",
    "        x = 3\n        return 1",
  ],
  ["the same with CRLF", CLASS, "return 1", "x = 3\r\nreturn 1\r\n", "        x = 3\n        return 1\n"],
  ["a block one step deeper", BLOCK, "a", "if x {\n    c\n}", "    if x {\n        c\n    }"],
  [
    "lines that lack a part of the indentation",
    CLASS,
    "    return 1",
    "    x = 2\n    return x",
    "        x = 2\n        return x",
  ],
  ["the same around an empty line", STEPS, "  b", "  x\n\n  y", "    x\n\n    y"],
  ["a block of half the steps", BLOCK, "  a", "  if x {\n    c\n  }", "    if x {\n        c\n    }"],
])("gives the indentation of its line to %s", (_, text, old, next, whole) => {
  expect(begun(text, old, next)).toBe(whole);
});

it.each<[string, string, string, string]>([
  ["blanks that begin within blanks", "    \nx\n", "  \nx", "    y\nz"],
  ["an old text that ends within the next line's blanks", "f {\n    a\n      b\n}\n", "a\n  ", "x"],
  ["one of several lines that does", "f {\n    a\n    b\n    c\n}\n", "a\n    b\n  ", "a\n    x\n  "],
  ["a new text that begins with an empty line", GO, "a()\n\tb()", "\n\tb()"],
  ["several lines of another depth", CLASS, DEF, `  ${DEF}`],
  ["one line of another depth", CLASS, "return 1", "    return 3"],
  ["the old line with the file's indentation", CLASS, "return 1", "        return 1"],
  ["lines that leave the block of one line", CLASS, "return 1", "        return 3\ny"],
  ["a line of blanks below", CLASS, "return 1", "return 3\n  "],
  ["lines without indentation and without the old one", CLASS, "return 1", "x = 2\nreturn x"],
  ["lines below an open bracket", CLASS, "return 1", "x = (\n        2)"],
  ["a line that goes on with a call", CLASS, "return 1", "x = a\n        .b()"],
  ["a line that goes on with a word", CLASS, "return 1", "x = a\n        or b"],
  ["lines as deep as the file's, which is one step", BLOCK, "a", "x\n    y"],
  ["the same in place of a line and an empty one", "f:\n    a\n\nb\n", "a\n\n", "x\n    y\n"],
  ["a block of half a step", BLOCK, "a", "if x {\n  c\n}"],
  [
    "lines that lack a part of the indentation, with a full one below",
    CLASS,
    "    return 1",
    "    x\n        y",
  ],
  ["the same below one that opens a block", BLOCK, "  a", "  if x {\n        y"],
  ["lines that lack a part, with one that lacks all", BLOCK, "  a", "  x\n  y\nz"],
  ["a block whose steps are not the file's", STEPS, "  b", "  if x {\n    c\n  }"],
  ["lines in a file that shows no steps", "  \rx\n", "\rx", "y\n  z"],
  ["a text that goes on below its key", "x:\n    a: foo\n", "a: foo", "a: foo,\n    bar"],
  ["elements of several depths", LIST, '"a",', '"c",\n    "b",\n"d"'],
  ["elements without indentation", LIST, '"a",', '"c",\n"b"'],
  ["a key above something else", OBJECT, '"a": 1', '"a": 1,\n    "b": 2,\n    // more'],
  ["a declaration that goes on", "f() {\n    const a = 1;\n}\n", "const a = 1;", "const a = 1,\n    b"],
  ["a bracket that is left open", "f(\n    a: g(x)\n)\n", "a: g(x)", "a: g(x,\n    b: y)"],
])("does not guess how it is meant: %s", (_, text, old, next) => {
  expect(begun(text, old, next)).toEqual(UNCLEAR);
});
