import { describe, expect, it } from "vitest";
import {
  explainIndentation,
  explainNotFound,
  explainNotUnique,
  explainPlaceholder,
  freshSlice,
} from "./explain.ts";
import { findHits } from "./match-ladder.ts";

const FILE = ["function total(items) {", "  return sum(items);", "}", "", "let other = 1;"].join("\n");

describe("a text that was not found", () => {
  it("is explained with what is nearest to it", () => {
    expect(explainNotFound(FILE, "  return sum(list);", "  return 0;", "`old`")).toBe(
      [
        "`old` does not stand in the file: not exactly as given, nor with other line ends, trailing spaces, " +
          "indentation or typographic punctuation.",
        "The nearest text in the file:",
        "    1| function total(items) {",
        "    2|   return sum(items);",
        "    3| }",
        "    4| ",
        "    5| let other = 1;",
      ].join("\n"),
    );
  });

  it("and is like nothing there is to be read again", () => {
    expect(explainNotFound(FILE, "wholly_unlike", "x", "`old`")).toMatch(
      /\nNothing in the file looks like it: read the file again\.$/,
    );
  });

  it.each([
    ["  return sum(items);", true],
    ["  nothing of this  ", false],
    ["let other = 1;\n\n", true],
    // Short texts stand everywhere.
    ["}", false],
    ["let", false],
    ["let ", false],
    ["sum(", true],
  ])("may have been replaced by %j before: %s", (next, said) => {
    const told = explainNotFound(FILE, "return total(list);", next, "`old`");
    expect(told.includes("The new text is already in the file.")).toBe(said);
  });

  it.each([
    ["    2|   return sum(items);", true],
    ["1| function total(items) {", true],
    ["x\n  12| y", true],
    ["return 2| items", false],
  ])("that was copied from a listing is told so: %j", (old, said) => {
    expect(explainNotFound(FILE, old, "x", "`old`").includes("Leave out the line numbers")).toBe(said);
  });

  it("in a long line is explained with the place in it", () => {
    const minified = `first\n${"var a=1;".repeat(60)}function total(b){return b.sum}${"var c=2;".repeat(60)}\nlast`;
    const told = explainNotFound(minified, "function total(b){return b.average}", "x", "`old`");
    expect(told).toMatch(
      /nearest text in the file:\n {4}2\| ….*function total\(b\)\{return b\.sum\}.*\[line cut: columns \d+-\d+ of \d+\]$/,
    );
    expect(told).not.toMatch(/\| first|\| last/);
  });

  it("shows forty lines of a near place and one more, however long what was looked for", () => {
    const lines = Array.from({ length: 100 }, (_, n) => `line_of_text number_${n};`);
    const told = explainNotFound(
      lines.join("\n"),
      lines.slice(0, 50).join("\n").replace("number_7;", "another;"),
      "x",
      "`old`",
    );
    const shown = told.split("\n").filter((line) => /^ *\d+\| /.test(line));
    expect(shown.length).toBeGreaterThanOrEqual(41);
    expect(shown[40]).toBe("   41| line_of_text number_40;");
    expect(shown[41] ?? "").not.toMatch(/^ {3}42\|/);
  });
});

describe("a text that stands several times", () => {
  const explain = (text: string, old: string) =>
    explainNotUnique(text, findHits(text, old), "`old`", "Give more lines.");

  it("is explained with its lines", () => {
    expect(explain("a = 1\nb\na = 1\n", "a = 1")).toBe(
      "`old` stands in the file 2 times, on lines 1, 3. Give more lines.",
    );
  });

  it("in one line is explained with its columns", () => {
    expect(explain("x\nfoo(a, a, a)\n", "a")).toBe(
      "`old` stands in the file 3 times, on line 2, at columns 5, 8, 11. Give more lines.",
    );
  });

  it("more than twenty times names the first of them", () => {
    const told = explain("a\n".repeat(21), "a");
    expect(told).toContain("21 times, on lines 1, 2, ");
    expect(told).toMatch(/ 19, 20 and more\. Give/);
    expect(explain("a\n".repeat(20), "a")).toMatch(/ 19, 20\. Give/);
  });

  it.each([
    ["line ends", "a\r\nb\na\r\nb\n", "a\nb", "not minding line ends"],
    ["spaces", "a  \nb\na  \nb\n", "a\nb", "not minding spaces at line ends"],
    ["indentation", "  a\n  b\n    a\n    b\n", "a\nb\n", "not minding indentation"],
    ["punctuation", "“a”\n“a”\n", '"a"', "not minding typographic quotes, dashes and spaces"],
    ["letters", "e\u0301\ne\u0301\n", "é", "not minding how letters with accents are written"],
  ])("but for %s says so", (_what, text, old, said) => {
    expect(explain(text, old)).toContain(`2 times, ${said}, on lines 1, `);
  });
});

it("names the line whose indentation is another", () => {
  const text = "x\n  if (a) {\n";
  const hit = { start: text.indexOf("if"), end: text.indexOf("{") + 1, indents: null };
  expect(explainIndentation(text, hit, "unclear", "`old`")).toMatch(
    /^`old` stands on line 2 with another indentation, .* line 2 begins with 2 blanks\.$/,
  );
  expect(explainIndentation("x\n\t if", { ...hit, start: 2 }, "unclear", "`old`")).toMatch(
    /1 tab and 1 blank\.$/,
  );
  expect(explainIndentation("x\n", { ...hit, start: 0 }, "unclear", "`old`")).toMatch(
    /line 1 begins with no blank\.$/,
  );
  expect(explainIndentation(text, hit, "tabs", "`old`")).toBe(
    "The file is indented with blanks, the new lines with tabs: indent them with blanks.",
  );
  expect(explainIndentation(text, hit, "blanks", "`old`")).toMatch(
    /with tabs, the new lines with blanks: .* tabs\.$/,
  );
});

it.each([
  ["elision", "// ...", 'leaves out code behind a comment: "// ...". Write all of it, nothing left out.'],
  [
    "line_numbers",
    "  1| x",
    'has line numbers before its lines, as read shows them: "  1| x". Leave them out.',
  ],
  ["conflict", "<<<<<<<", 'holds the mark of a conflict or of another edit format: "<<<<<<<".'],
] as const)("says of a placeholder what is wrong with it: %s", (problem, line, said) => {
  expect(explainPlaceholder({ problem, line } as never, "`new`")).toBe(`\`new\` ${said}`);
});

it("shows of a long placeholder its beginning", () => {
  const told = explainPlaceholder({ problem: "elision", line: "x".repeat(200) }, "`new`");
  expect(told).toContain(`"${"x".repeat(120)}"`);
});

describe("a file for a model that does not know it", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n + 1}\n`).join("");
  const at = (text: string, line: string) => text.indexOf(`${line}\n`);

  it("is shown whole when it is short", () => {
    expect(freshSlice("a.ts", "one\ntwo\n", null)).toEqual({
      slice: "a.ts (lines 1-2 of 2)\n    1| one\n    2| two",
      whole: true,
    });
    expect(freshSlice("a.ts", lines(200), at(lines(200), "line 150"))).toMatchObject({
      slice: expect.stringMatching(/^a\.ts \(lines 1-200 of 200\)\n {4}1\| line 1\n/),
      whole: true,
    });
  });

  it("that is empty is said to be", () => {
    expect(freshSlice("a.ts", "", null)).toEqual({ slice: "a.ts (empty file)", whole: true });
  });

  it.each<[string | null, string]>([
    [null, "lines 1-200 of 500"],
    ["line 50", "lines 1-200 of 500"],
    ["line 250", "lines 150-349 of 500"],
    ["line 490", "lines 390-500 of 500"],
  ])("that is long is shown around %s", (near, shown) => {
    const text = lines(500);
    const { slice, whole } = freshSlice("a.ts", text, near === null ? null : at(text, near));
    expect(slice.split("\n")[0]).toBe(`a.ts (${shown})`);
    expect(whole).toBe(false);
  });

  it("is not whole when a line of it had to be cut, and shows the place in that", () => {
    const text = `${"a".repeat(3_000)}X${"b".repeat(3_000)}\n`;
    const { slice, whole } = freshSlice("a.ts", text, 3_000);
    expect(whole).toBe(false);
    expect(slice).toContain("aXb");
  });
});
