import { describe, expect, it } from "vitest";
import { countEnds, countLines, cutLine, focusAt, numberedLines } from "./numbered.ts";

describe("numbered lines", () => {
  const text = "one\ntwo\n\nfour\n";

  it.each([
    [1, 2, "    1| one\n    2| two"],
    [2, 4, "    2| two\n    3| \n    4| four"],
    [4, 4, "    4| four"],
    [4, 9, "    4| four\n    5| "],
    [6, 9, ""],
    [3, 2, ""],
  ])("%i to %i are as a listing shows them", (from, to, shown) => {
    expect(numberedLines(text, from, to)).toBe(shown);
  });

  it("of a text without a last line end end with it", () => {
    expect(numberedLines("one\ntwo", 2, 3)).toBe("    2| two");
    expect(numberedLines("one", 2, 3)).toBe("");
  });

  it("that are long show their beginning, and the place that is looked for", () => {
    const long = `${"a".repeat(450)}X${"b".repeat(450)}`;
    const shown = numberedLines(`short\n${long}\n${long}`, 1, 3, { focus: { line: 3, column: 451 } }).split(
      "\n",
    );
    expect(shown[0]).toBe("    1| short");
    expect(shown[1]).toBe(`    2| ${"a".repeat(400)}… [line cut: columns 1-400 of 901]`);
    expect(shown[2]).toMatch(/^ {4}3\| …a+Xb+… \[line cut: columns 318-717 of 901\]$/);
    expect(numberedLines(long, 1, 1, { maxLineChars: 900 })).toContain("columns 1-900 of 901");
    expect(numberedLines(long, 1, 1, { maxLineChars: 901 })).toBe(`    1| ${long}`);
  });
});

describe("a long line", () => {
  const line = "0123456789abcdefghij";

  it.each<[number | null, string]>([
    [null, "012345… [line cut: columns 1-6 of 20]"],
    [1, "012345… [line cut: columns 1-6 of 20]"],
    [3, "012345… [line cut: columns 1-6 of 20]"],
    [4, "…123456… [line cut: columns 2-7 of 20]"],
    [10, "…789abc… [line cut: columns 8-13 of 20]"],
    [20, "…efghij [line cut: columns 15-20 of 20]"],
  ])("is cut around column %s", (column, shown) => {
    expect(cutLine(line, column, 6)).toBe(shown);
  });

  it("is not cut within a character", () => {
    expect(cutLine("ab😀cdef", null, 3)).toBe("ab… [line cut: columns 1-2 of 8]");
    expect(cutLine("ab😀cdef", 7, 5)).toBe("…😀cde… [line cut: columns 3-7 of 8]");
    // The first and the last of the second halves.
    expect(cutLine("ab\u{10000}cd", null, 3)).toMatch(/^ab… /);
    expect(cutLine("ab\u{103ff}cd", null, 3)).toMatch(/^ab… /);
    expect(cutLine("ab\ue000cd", null, 3)).toMatch(/^ab\ue000… /);
    expect(cutLine("😀😀😀", 4, 3)).toMatch(/^…😀… \[line cut: columns 3-4 of 6\]$/);
  });

  it("is cut at four hundred characters", () => {
    expect(cutLine("x".repeat(400), null)).toBe("x".repeat(400));
    expect(cutLine("x".repeat(401), null)).toBe(`${"x".repeat(400)}… [line cut: columns 1-400 of 401]`);
  });
});

it.each([
  ["", 0],
  ["a", 1],
  ["a\n", 1],
  ["a\nb", 2],
  ["\n\n", 2],
])("%j has %i lines", (text, lines) => {
  expect(countLines(text)).toBe(lines);
});

it.each([
  [0, 1, 1],
  [2, 1, 3],
  [3, 2, 1],
  [4, 3, 1],
  [5, 3, 2],
])("offset %i stands in line %i, column %i", (offset, line, column) => {
  expect(focusAt("ab\n\ncd", offset)).toEqual({ line, column });
});

it.each([
  [0, 0],
  [1, 1],
  [2, 1],
  [3, 2],
  [9, 2],
])("before offset %i end %i lines", (before, ends) => {
  expect(countEnds("\na\n", before)).toBe(ends);
});
