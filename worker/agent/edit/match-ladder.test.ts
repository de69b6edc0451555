import { describe, expect, it } from "vitest";
import { editText } from "./edit-text.ts";
import { findHits, type Scope } from "./match-ladder.ts";

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

  it("does not end within a letter", () => {
    expect(places("e\u0300x e", "e")).toEqual(["exact", [[4, 5]]]);
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
