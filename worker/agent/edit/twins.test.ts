import { describe, expect, it } from "vitest";
import { firstTwin, type Matched } from "./twins.ts";

/** Both brackets stand there twice, once deeper. */
const TEXT = "a\n  b\n  }\n  ]\nx\n}\n]\n";
const BRACKETS: Matched = { text: TEXT, old: "}\n]\n", rung: "exact" };
const LACKING: Matched = { text: TEXT, old: "b\n", rung: "indentation" };
const ONCE: Matched = { text: TEXT, old: "x\n", rung: "exact" };
const WITHIN: Matched = { text: "f(x)\n", old: "x", rung: "exact" };

describe("an exact hit beside a text that lacked indentation", () => {
  it("is doubtful if it stands elsewhere with another one", () => {
    expect(firstTwin([BRACKETS, LACKING])).toEqual({
      index: 0,
      text: TEXT,
      search: {
        rung: "indentation",
        hits: [
          expect.objectContaining({ start: 6, end: 14 }),
          expect.objectContaining({ start: 16, end: 20 }),
        ],
      },
    });
  });

  it("is told by its place among the texts of the request", () => {
    expect(firstTwin([ONCE, LACKING, BRACKETS, BRACKETS])?.index).toBe(2);
  });

  it.each<[string, Matched[]]>([
    ["stands there once", [LACKING, ONCE]],
    ["is a part of a line", [LACKING, WITHIN]],
    ["was not exact, and so is told already", [LACKING, { ...BRACKETS, rung: "trailing_space" }]],
    ["is the only text", [BRACKETS]],
    ["is beside exact ones alone", [ONCE, BRACKETS]],
    ["is that text itself", [{ ...BRACKETS, rung: "indentation" }]],
  ])("is meant where it is if it %s", (_, matched) => {
    expect(firstTwin(matched)).toBeNull();
  });
});
