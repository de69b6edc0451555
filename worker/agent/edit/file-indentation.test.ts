import { describe, expect, it } from "vitest";
import { commonStep, isMixed, isRare, opensBlock } from "./indentation.ts";

describe("what a file is indented with", () => {
  const blanks = (count: number) => "  a\n".repeat(count);
  const tabs = (count: number) => "\ta\n".repeat(count);

  it.each<[string, string, boolean, boolean, boolean]>([
    // text, blanks are rare, tabs are rare, mixed
    ["nothing", "a\nb\n", false, false, false],
    ["blanks alone", blanks(1), false, true, false],
    ["tabs alone", tabs(1), true, false, false],
    ["both", blanks(1) + tabs(1), false, false, true],
    ["nine times the tabs", tabs(9) + blanks(1), false, false, true],
    ["ten times the tabs", tabs(10) + blanks(1), true, false, false],
    ["nine times the blanks", blanks(9) + tabs(1), false, false, true],
    ["ten times the blanks", blanks(10) + tabs(1), false, true, false],
    ["twice the tabs with less than ten times", tabs(19) + blanks(2), false, false, true],
    ["one blank, as before the star of a comment", `${tabs(1)} a\n`, true, false, false],
    ["a list of stars", `${tabs(1)}  * a\n`, true, false, false],
    ["blanks within a line", `${tabs(1)}a  b\n`, true, false, false],
    ["tabs within a line", `${blanks(1)}a\tb\n`, false, true, false],
    ["blank lines", `${tabs(1)}    \n`, true, false, false],
    ["more than a hundred, which count as a hundred", blanks(200) + tabs(1_000), true, false, false],
    ["less than ten times a hundred", blanks(200) + tabs(999), false, false, true],
  ])("is told of %s", (_, text, rareBlanks, rareTabs, mixed) => {
    expect([isRare(text, "blanks"), isRare(text, "tabs"), isMixed(text)]).toEqual([
      rareBlanks,
      rareTabs,
      mixed,
    ]);
  });

  it.each<[string, number]>([
    ["a\n  b\n  c\n    d\n", 2],
    ["a\n    b\na\n    b\n  c\na\n  b\n", 4],
    ["a\n\tb\n\t\tc\n", 1],
    ["a\n  b\na\n    b\n", 2],
    ["a\n    \n  b\n", 2],
    ["a\nb\n", 0],
    ["", 0],
  ])("has the most frequent step in %j", (text, step) => {
    expect(commonStep(text)).toBe(step);
  });

  it.each<[string, boolean]>([
    ["if a:", true],
    ["if (a) {", true],
    ["a = b =>  ", true],
    ["while a do", true],
    ["if a then", true],
    ["else", true],
    ["begin", true],
    ["undo", false],
    ["a: b", false],
    ["do it", false],
    ["{ a }", false],
  ])("is deeper below %j: %s", (line, opens) => {
    expect(opensBlock(line)).toBe(opens);
  });
});
