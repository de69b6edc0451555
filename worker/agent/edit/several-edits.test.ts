/** Several edits of one request, of which one begins or ends the block that the lines of another are in. */
import { expect, it } from "vitest";
import type { EditRequest } from "./apply-edits.ts";
import { edit, outcome, patch, UNCLEAR } from "./testing.ts";

const WRAP = "if a:\n\n    bb()\n    cc()\n";
const CLASS = "class A:\n    def f(self):\n        return 1\n";

it.each<[string, string, EditRequest, string | { refused: string }]>([
  [
    "lines put into a block, dedented",
    WRAP,
    edit(["if a:\n", "if n:\n    if a:\n"], ["bb()\ncc()\n", "    new()\n    bb()\n    cc()\n"]),
    UNCLEAR,
  ],
  [
    "without the last line end",
    WRAP,
    edit(["if a:", "if n:\n    if a:"], ["bb()", "    new()\n    bb()"]),
    UNCLEAR,
  ],
  [
    "the block last",
    WRAP,
    edit(["bb()\ncc()\n", "    new()\n    bb()\n    cc()\n"], ["if a:\n", "if n:\n    if a:\n"]),
    UNCLEAR,
  ],
  [
    "beside an edit that is as deep as its old text",
    `${WRAP}${CLASS}`,
    edit(
      ["bb()\ncc()\n", "    new()\n    bb()\n    cc()\n"],
      ["def f(self):\n    return 1\n", "def f(self):\n    return 3\n"],
    ),
    UNCLEAR,
  ],
  [
    "as a patch",
    WRAP,
    patch("@@", "-if a:", "+if n:", "+    if a:", "@@", "-bb()", "+    new()", "+    bb()"),
    UNCLEAR,
  ],
  [
    "as a patch with the block last",
    WRAP,
    patch("@@", "-bb()", "+    new()", "+    bb()", "@@", "-if a:", "+if n:", "+    if a:"),
    UNCLEAR,
  ],
  [
    "of tabs",
    WRAP.replaceAll("    ", "\t"),
    edit(["if a:\n", "if n:\n\tif a:\n"], ["bb()\ncc()\n", "\tnew()\n\tbb()\n\tcc()\n"]),
    UNCLEAR,
  ],
  [
    "a block that begins behind lines that stay",
    `x = 1\n${WRAP}`,
    edit(["x = 1\n", "x = 1\nif n:\n"], ["if a:\n", "    if a:\n"], ["bb()\n", "    new()\n    bb()\n"]),
    UNCLEAR,
  ],
  [
    "lines of a string at the margin between block and lines",
    "if a:\n    t = `\ntext\n`\n    bb()\n",
    edit(["if a:\n    t = `\n", "if n:\n    if a:\n        t = `\n"], ["bb()\n", "    new()\n    bb()\n"]),
    UNCLEAR,
  ],
  [
    "lines that leave a block which goes in another edit",
    WRAP,
    edit(["if a:\n", "x = 1\n"], ["bb()\ncc()\n", "dd()\n"]),
    UNCLEAR,
  ],
  [
    "two edits that agree with the file",
    WRAP,
    edit(["bb()\n", "    new()\n    bb()\n"], ["cc()\n", "    new2()\n    cc()\n"]),
    "if a:\n\n    new()\n    bb()\n    new2()\n    cc()\n",
  ],
  [
    "beside an edit that moves nothing",
    `x = 1\n${WRAP}`,
    edit(["x = 1\n", "x = 2\n"], ["bb()\n", "    new()\n    bb()\n"]),
    "x = 2\nif a:\n\n    new()\n    bb()\n    cc()\n",
  ],
  [
    "two edits as deep as their old texts, below a block that gets another name",
    WRAP,
    edit(["if a:\n", "if z:\n"], ["bb()\ncc()\n", "bb()\nnew()\ncc()\n"]),
    "if z:\n\n    bb()\n    new()\n    cc()\n",
  ],
  [
    "brackets that stand, as sent, in what another edit wrote",
    "a {\n  b\n}\n\n    c {\n      d {\n        e\n      }\n    }\n",
    edit(["a {\n  b\n}\n", "  n {\n    a {\n      b\n    }\n  }\n"], ["    }\n  }\n", "    }\n  }\n}\n"]),
    { refused: "not_unique" },
  ],
])("%s", (_, text, request, expected) => {
  expect(outcome(text, request)).toEqual(expected);
});
