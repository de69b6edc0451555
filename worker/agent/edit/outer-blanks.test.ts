import { describe, expect, it } from "vitest";
import { withoutOuterBlanks } from "./outer-blanks.ts";

type Pair = [old: string, next: string];
const texts = (old: string, next: string): Pair[] =>
  withoutOuterBlanks(old, next).map((text) => [text.old, text.next]);

describe("an old text without its outer blank lines", () => {
  it.each<[string, string, string, Pair[]]>([
    ["has none", "a\n", "b\n", []],
    ["has none and no last line end", "a", "b", []],
    ["has a blank line within", "a\n\nb\n", "c\n\nd\n", []],
    ["has blanks in its outer lines", " \na\n \n", " \nb\n \n", []],
    ["has nothing else", "\n\n", "\n\nb\n", []],
    ["has blanks alone beside them", " \n\n", "b\n\n", []],
  ])("is not tried if it %s", (_, old, next, expected) => {
    expect(texts(old, next)).toEqual(expected);
  });

  it.each<[string, string, string, Pair[]]>([
    ["above", "\na\n", "\nb\n", [["a\n", "b\n"]]],
    ["above, without a last line end", "\na", "\nb", [["a", "b"]]],
    ["below", "a\n\n", "b\n\n", [["a\n", "b\n"]]],
    ["above a text with a blank line", "\na\n\nb\n", "\nc\n\nd\n", [["a\n\nb\n", "c\n\nd\n"]]],
    [
      "on both sides",
      "\na\n\n",
      "\nb\n\n",
      [
        ["a\n\n", "b\n\n"],
        ["\na\n", "\nb\n"],
        ["a\n", "b\n"],
      ],
    ],
    [
      "on both sides, more of them below",
      "\na\n\n\n\n",
      "\nb\n\n\n\n",
      [
        ["a\n\n\n\n", "b\n\n\n\n"],
        ["\na\n\n\n", "\nb\n\n\n"],
        ["a\n\n\n", "b\n\n\n"],
        ["\na\n\n", "\nb\n\n"],
        ["a\n\n", "b\n\n"],
        ["\na\n", "\nb\n"],
        ["a\n", "b\n"],
      ],
    ],
    [
      "four of five at most",
      "\n\n\n\n\na\n",
      "\n\n\n\n\nb\n",
      [
        ["\n\n\n\na\n", "\n\n\n\nb\n"],
        ["\n\n\na\n", "\n\n\nb\n"],
        ["\n\na\n", "\n\nb\n"],
        ["\na\n", "\nb\n"],
      ],
    ],
  ])("goes with a new text that loses as many %s", (_, old, next, expected) => {
    expect(texts(old, next)).toEqual(expected);
  });

  it.each<[string, string, string, Pair[]]>([
    ["more above", "\na\n", "\n\nb\n", [["a\n", "\nb\n"]]],
    ["more below", "a\n\n", "b\n\n\n", [["a\n", "b\n\n"]]],
    ["none above", "\n\na\n", "b\n", [["a\n", "b\n"]]],
    ["none below", "a\n\n\n", "b\n", [["a\n", "b\n"]]],
    ["no line end", "a\n\n", "b", [["a\n", "b"]]],
    ["fewer above", "\n\na\n", "\nb\n", []],
    ["fewer below", "a\n\n\n", "b\n\n", []],
    [
      "none above and as many below",
      "\na\n\n",
      "b\n\n",
      [
        ["a\n\n", "b\n\n"],
        ["a\n", "b\n"],
      ],
    ],
    [
      "as many above and none below",
      "\na\n\n",
      "\nb\n",
      [
        ["\na\n", "\nb\n"],
        ["a\n", "b\n"],
      ],
    ],
    ["fewer above and as many below", "\n\na\n\n", "\nb\n\n", []],
    ["as many above and fewer below", "\na\n\n\n", "\nb\n\n", []],
    ["blank lines only where the old text has none", "\na\n", "b\n\n", [["a\n", "b\n\n"]]],
  ])("takes only what is clear from a new text with %s", (_, old, next, expected) => {
    expect(texts(old, next)).toEqual(expected);
  });

  it.each<[string, string, string, Pair[]]>([
    ["nothing", "\na\n\n", "", [["a\n", ""]]],
    ["nothing, for several lines above", "\n\na\n", "", [["a\n", ""]]],
    ["blanks without a line end", "\na\n", " ", [["a\n", " "]]],
    [
      "as many blank lines",
      "\na\n\n",
      "\n\n",
      [
        ["a\n\n", "\n"],
        ["\na\n", "\n"],
        ["a\n", ""],
      ],
    ],
    ["more blank lines, with blanks in them", "\na\n", "  \n \n", [["a\n", " \n"]]],
    ["fewer blank lines", "\na\n\n", "\n", []],
  ])("is deleted by a new text of %s", (_, old, next, expected) => {
    expect(texts(old, next)).toEqual(expected);
  });
});
