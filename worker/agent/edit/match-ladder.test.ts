import { describe, expect, it } from "vitest";
import { editText } from "./edit-text.ts";
import { findHits, type Rung, type Scope } from "./match-ladder.ts";

const places = (text: string, old: string, scope: Partial<Scope> = {}) => {
  const { rung, hits } = findHits(text, old, { from: 0, to: text.length, wholeLines: false, ...scope });
  return [rung, hits.map(({ start, end }) => [start, end])];
};

describe("a text as it is written", () => {
  it("is found wherever it stands, also over itself", () => {
    expect(places("aaa", "aa")).toEqual([
      "exact",
      [
        [0, 2],
        [1, 3],
      ],
    ]);
  });

  it("is found between the bounds alone", () => {
    expect(places("aXaXa", "a", { to: 3 })).toEqual([
      "exact",
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    expect(places("aXaXa", "a", { from: 1 })).toEqual([
      "exact",
      [
        [2, 3],
        [4, 5],
      ],
    ]);
  });

  it("is found in whole lines alone where these are wanted", () => {
    expect(places("ab\nb\n", "b\n", { wholeLines: true })).toEqual(["exact", [[3, 5]]]);
    expect(places("b\nb\n", "b\n", { wholeLines: true })).toEqual([
      "exact",
      [
        [0, 2],
        [2, 4],
      ],
    ]);
    expect(places("b\nc", "b\nc", { wholeLines: true })).toEqual(["line_endings", [[0, 3]]]);
  });

  it.each<[string, string, string, Partial<Scope>, Rung, number[][]]>([
    [
      "is found there as well",
      "b\nb",
      "b\n",
      {},
      "line_endings",
      [
        [0, 2],
        [2, 3],
      ],
    ],
    [
      "also below a blank line",
      "\nb\nb",
      "b\n",
      {},
      "line_endings",
      [
        [1, 3],
        [3, 4],
      ],
    ],
    [
      "also within the line",
      "b\nab",
      "b\n",
      {},
      "line_endings",
      [
        [0, 2],
        [3, 4],
      ],
    ],
    [
      "as a whole line where these are wanted",
      "b\nb",
      "b\n",
      { wholeLines: true },
      "line_endings",
      [
        [0, 2],
        [2, 3],
      ],
    ],
    ["not within the line then", "b\nab", "b\n", { wholeLines: true }, "exact", [[0, 2]]],
    ["not if it is another", "b\nc", "b\n", {}, "exact", [[0, 2]]],
    ["not if it begins like it", "bc\nab", "bc\n", {}, "exact", [[0, 3]]],
    ["not beyond the bounds", "b\nb", "b\n", { to: 2 }, "exact", [[0, 2]]],
    [
      "not twice where the end is there",
      "b\nb\n",
      "b\n",
      {},
      "exact",
      [
        [0, 2],
        [2, 4],
      ],
    ],
    [
      "exactly without an end",
      "b\nb",
      "b",
      {},
      "exact",
      [
        [0, 1],
        [2, 3],
      ],
    ],
  ])("with its end, and the last line without one: %s", (_, text, old, scope, rung, expected) => {
    expect(places(text, old, scope)).toEqual([rung, expected]);
  });

  it("does not end within a letter", () => {
    expect(places("e\u0300x e", "e")).toEqual(["exact", [[4, 5]]]);
    expect(places("e\u4e00\u0301", "e")).toEqual(["exact", [[0, 1]]]);
    // An accent after what follows is another letter's.
    expect(places("ex\u0300", "e")).toEqual(["exact", [[0, 1]]]);
    expect(places("\u4e00\u0301a", "a")).toEqual(["exact", [[2, 3]]]);
  });
});

it("finds nothing where only what is not seen was asked for", () => {
  expect(places("é\u200b", "\u200d")[1]).toEqual([]);
});

it("finds nothing, and comes to an end, where nothing was asked for", () => {
  expect(places("one\n", "")[1]).toEqual([]);
  expect(editText("a.txt", "one\n", [{ old: "\n", new: "two" }]).ok).toBe(false);
});
