import { parsePatchFiles } from "@pierre/diffs";
import { describe, expect, it } from "vitest";
import { hunksOf, patchText, type Row } from "./hunks.ts";
import { withoutWhitespace } from "./whitespace.ts";

const rows = (...lines: string[]): Row[] =>
  lines.map((line) => ({ sign: line[0] as Row["sign"], text: line.slice(1), end: "\n" }));
const count = (of: readonly Row[], side: "-" | "+") =>
  of.filter(({ sign }) => sign === " " || sign === side).length;
const hunk = (of: readonly Row[]) => ({
  id: "h",
  path: "a.js",
  old: { start: count(of, "-") === 0 ? 0 : 1, count: count(of, "-") },
  new: { start: count(of, "+") === 0 ? 0 : 1, count: count(of, "+") },
  heading: "",
  rows: of,
});
const shown = (...lines: string[]) =>
  withoutWhitespace(hunk(rows(...lines)))?.rows.map((row) => row.sign + row.text) ?? null;

describe("withoutWhitespace", () => {
  it("makes a pair that differs in whitespace only an unchanged line, as it reads now", () => {
    expect(shown(" if x:", "-  go( )", "-b", "+    go()", "+c")).toEqual([" if x:", "     go()", "-b", "+c"]);
  });

  it("leaves nothing of a hunk that only changes whitespace", () => {
    expect(shown("-a b", "-c", "+ab", "+\tc")).toBeNull();
  });

  it("keeps lines that were added or taken away, blank ones too", () => {
    expect(shown("-a", "+", "+ a")).toEqual(["+", "  a"]);
  });

  it("pairs lines around others that moved in between", () => {
    expect(shown("-one", "-two", "-three", "+ one", "+new", "+ three")).toEqual([
      "  one",
      "-two",
      "+new",
      "  three",
    ]);
  });
});

/** A small generator of numbers below `limit`, the same ones for the same seed. */
const numbers = (seed: number) => {
  let state = seed;
  return (limit: number): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 13)) >>> 0) % limit;
  };
};

function randomRows(seed: number): Row[] {
  const next = numbers(seed);
  const words = ["a", "b", "a b", "", "  ", "{", "}", "x = 1"];
  const text = () => " ".repeat(next(3)) + (words[next(words.length)] ?? "");
  const made: string[] = [];
  for (let block = 0; block < 4; block++) {
    for (let n = next(3); n > 0; n--) made.push(` ${text()}`);
    for (let n = next(5); n > 0; n--) made.push(`-${text()}`);
    for (let n = next(5); n > 0; n--) made.push(`+${text()}`);
  }
  return rows(...made, " end");
}

describe("any hunk without whitespace changes", () => {
  const bare = (of: readonly Row[], side: "-" | "+") =>
    of.filter(({ sign }) => sign === " " || sign === side).map(({ text }) => text.replace(/\s/g, ""));
  it.each(Array.from({ length: 200 }, (_, seed) => seed + 1))("keeps both sides, seed %i", (seed) => {
    const before = randomRows(seed);
    const after = withoutWhitespace(hunk(before))?.rows;
    if (!after) return expect(bare(before, "-")).toEqual(bare(before, "+"));
    expect(bare(after, "-")).toEqual(bare(before, "-"));
    const newSide = (of: readonly Row[]) => of.filter(({ sign }) => sign !== "-").map(({ text }) => text);
    expect(newSide(after)).toEqual(newSide(before));
    expect(after.filter(({ sign }) => sign !== " ").length).toBeLessThanOrEqual(
      before.filter(({ sign }) => sign !== " ").length,
    );
    // What is drawn is parsed from this text again: it must read the same.
    const patch = `diff --git a/x b/x\n--- a/x\n+++ b/x\n${patchText({ ...hunk(before), rows: after })}`;
    const [again] = parsePatchFiles(patch).flatMap((part) => part.files);
    expect(
      again &&
        hunksOf(again)[0]
          ?.rows.filter((row) => row.sign !== "-")
          .map((row) => row.text),
    ).toEqual(newSide(after));
  });
});
