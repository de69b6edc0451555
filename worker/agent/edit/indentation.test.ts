import { describe, expect, it } from "vitest";
import {
  chooseReindent,
  type IndentPair,
  indentOf,
  isUniform,
  trimBlank,
  trimBlankEnd,
} from "./indentation.ts";

const T = "\t";
const s = (count: number) => " ".repeat(count);

it("is spaces and tabs at a line's start", () => {
  expect(indentOf(" \t a b")).toBe(" \t ");
  expect(indentOf("a  b")).toBe("");
  expect(indentOf("")).toBe("");
  expect(indentOf("\u00a0a")).toBe("");
  expect(trimBlank(" \ta b \t")).toBe("a b");
  expect(trimBlank(" \t")).toBe("");
  expect(trimBlankEnd(" a\u00a0 ")).toBe(" a\u00a0");
});

describe("one rule", () => {
  it.each<[string, IndentPair[], boolean]>([
    ["no line", [], false],
    ["the same", [[s(2), s(2)]], true],
    [
      "a prefix more",
      [
        ["", s(2)],
        [s(2), s(4)],
      ],
      true,
    ],
    [
      "a tab in front",
      [
        [s(1), `${T} `],
        ["", T],
      ],
      true,
    ],
    [
      "a prefix less",
      [
        [s(4), s(2)],
        [s(2), ""],
      ],
      true,
    ],
    [
      "more once and less once",
      [
        [s(2), s(4)],
        [s(4), s(2)],
      ],
      false,
    ],
    [
      "less, but not by the same",
      [
        [s(4), s(2)],
        [s(5), s(2)],
      ],
      false,
    ],
    [
      "more, but not by the same",
      [
        ["", s(1)],
        ["", s(2)],
      ],
      false,
    ],
    [
      "another prefix less",
      [
        [`${T} `, " "],
        ["  ", " "],
      ],
      false,
    ],
    [
      "tabs for two spaces",
      [
        [s(2), T],
        [s(4), T + T],
      ],
      true,
    ],
    [
      "tabs for three spaces",
      [
        [s(3), T],
        [s(6), T + T],
      ],
      true,
    ],
    [
      "four spaces for tabs",
      [
        [T, s(4)],
        [T + T, s(8)],
      ],
      true,
    ],
    ["eight spaces for a tab", [[T, s(8)]], true],
    ["five spaces for a tab", [[T, s(5)]], false],
    [
      "half a tab for a space",
      [
        [T + T, s(1)],
        [T + T + T + T, s(2)],
      ],
      false,
    ],
    [
      "twice the spaces",
      [
        [s(2), s(4)],
        [s(4), s(8)],
      ],
      true,
    ],
    [
      "half the spaces",
      [
        [s(4), s(2)],
        [s(8), s(4)],
      ],
      true,
    ],
    [
      "three times the spaces",
      [
        [s(2), s(6)],
        [s(4), s(12)],
      ],
      false,
    ],
    [
      "twice the spaces and a shift",
      [
        [s(2), s(6)],
        [s(4), s(10)],
      ],
      true,
    ],
    [
      "twice the tabs",
      [
        [T, T + T],
        [T + T, s(4)],
      ],
      false,
    ],
    [
      "mixed characters",
      [
        [`${T} `, s(5)],
        [T, s(4)],
      ],
      false,
    ],
    [
      "mixed characters for one kind",
      [
        [s(4), `${T} `],
        [s(8), T + T],
      ],
      false,
    ],
    [
      "a middle line that does not fit",
      [
        [s(2), s(4)],
        [s(3), s(7)],
        [s(4), s(8)],
      ],
      false,
    ],
  ])("%s", (_, pairs, uniform) => {
    expect(isUniform(pairs)).toBe(uniform);
  });
});

describe("the rule for new lines", () => {
  const file = (step: number) => `a\n${s(step)}b\n${s(2 * step)}c\n`;
  const fitted = (pairs: IndentPair[], next: string[], text = file(2)) => {
    const rule = chooseReindent(pairs, next, text);
    return rule && next.map((indent) => rule(indent));
  };

  it.each<[string, IndentPair[], string[], string[] | null]>([
    ["no known line", [], [s(2)], null],
    ["a prefix more", [["", s(2)]], ["", s(2)], [s(2), s(4)]],
    [
      "a prefix less",
      [
        [s(4), s(2)],
        [s(6), s(4)],
      ],
      [s(2), s(4), s(8)],
      ["", s(2), s(6)],
    ],
    [
      "less than there is",
      [
        [s(4), s(2)],
        [s(6), s(4)],
      ],
      [s(1), s(4)],
      null,
    ],
    ["a prefix that only ends like it", [[`${T} `, " "]], [` ${T}`], null],
    [
      "twice the spaces",
      [
        [s(2), s(4)],
        [s(4), s(8)],
      ],
      ["", s(6), s(3)],
      ["", s(12), s(6)],
    ],
    [
      "twice the spaces and a shift",
      [
        [s(2), s(6)],
        [s(4), s(10)],
      ],
      ["", s(3)],
      [s(2), s(8)],
    ],
    [
      "half the spaces, also of what is odd",
      [
        [s(4), s(2)],
        [s(8), s(4)],
      ],
      [s(6), s(5)],
      null,
    ],
    [
      "half the spaces",
      [
        [s(4), s(2)],
        [s(8), s(4)],
      ],
      ["", s(6)],
      ["", s(3)],
    ],
    [
      "below the left edge",
      [
        [s(4), s(2)],
        [s(6), s(6)],
      ],
      ["", s(4)],
      null,
    ],
    [
      "tabs for spaces",
      [
        [s(4), T],
        [s(8), T + T],
      ],
      ["", s(12)],
      ["", T + T + T],
    ],
    [
      "spaces for tabs",
      [
        [T, s(4)],
        [T + T, s(8)],
      ],
      ["", T + T + T],
      ["", s(12)],
    ],
    [
      "tabs among new spaces",
      [
        [s(4), T],
        [s(8), T + T],
      ],
      [T],
      null,
    ],
    ["a known level alone", [[s(4), T]], [s(4)], [T]],
    ["tabs after spaces that would come to be mixed", [["", T]], ["", s(2)], null],
    ["mixed where the file is mixed", [["", `${T} `]], ["", s(2)], [`${T} `, `${T}${s(3)}`]],
  ])("%s", (_, pairs, next, wanted) => {
    expect(fitted(pairs, next)).toEqual(wanted);
  });

  it("is told by the file's step where shift and unit both fit", () => {
    const pairs: IndentPair[] = [[s(2), s(4)]];
    expect(fitted(pairs, [s(2), s(4)], file(4))).toEqual([s(4), s(8)]);
    expect(fitted(pairs, [s(2), s(4)], file(2))).toEqual([s(4), s(6)]);
    expect(fitted(pairs, [s(2), s(4)], file(3))).toBeNull();
    expect(fitted(pairs, [s(2), s(4)], "a\n")).toBeNull();
    expect(fitted(pairs, [s(6), s(2), s(4)], file(4))).toEqual([s(12), s(4), s(8)]);
    expect(fitted(pairs, [s(8), s(4)], file(4))).toEqual([s(16), s(8)]);
    expect(fitted([[s(4), s(2)]], [s(4), s(8)], file(2))).toEqual([s(2), s(4)]);
    expect(fitted([[s(4), s(2)]], [s(4), s(8)], file(4))).toEqual([s(2), s(6)]);
  });

  it("takes the most frequent step, of equal ones the smaller, and no step back", () => {
    const pairs: IndentPair[] = [[s(2), s(4)]];
    const next = [s(4)];
    const steps = (...indents: number[]) => indents.map((indent) => `${s(indent)}x y\n`).join("");
    expect(fitted(pairs, next, steps(0, 4, 0, 4, 6, 0, 4))).toEqual([s(8)]);
    expect(fitted(pairs, next, steps(0, 2, 4, 8, 0))).toEqual([s(6)]);
    expect(fitted(pairs, next, steps(0, 4, 6))).toEqual([s(6)]);
    expect(fitted(pairs, next, steps(0, 2, 6))).toEqual([s(6)]);
    expect(fitted(pairs, next, steps(8, 4, 0, 4))).toEqual([s(8)]);
    expect(fitted(pairs, next, `a\n${s(4)}b\n  \n${s(8)}c\n`)).toEqual([s(8)]);
  });

  it("does not convert what is indented in another way", () => {
    const rule = chooseReindent(
      [
        [s(4), T],
        [s(8), T + T],
      ],
      [s(4)],
      "",
    );
    expect([rule?.(T), rule?.(`${T} `), rule?.(s(2)), rule?.("")]).toEqual([null, null, null, ""]);
    const less = chooseReindent(
      [
        [s(4), s(2)],
        [s(6), s(4)],
      ],
      [s(4)],
      "",
    );
    expect([less?.(`${T}  `), less?.(`  ${T}`), less?.(" ")]).toEqual([null, T, null]);
  });
});
