import { describe, expect, it } from "vitest";
import { firstTwin, type Matched } from "./twins.ts";

/** Both brackets stand there twice, once deeper. */
const TEXT = "a\n  b\n  }\n  ]\nx\n}\n]\n";
const found = (text: string, old: string, deeper = 0): Matched => {
  const start = text.indexOf(old);
  const shift = deeper === 0 ? null : { deeper, reading: null };
  return {
    text,
    old,
    rung: deeper === 0 ? "exact" : "indentation",
    replacements: [{ start, end: start + old.length, text: "", shift }],
    isOwn: false,
  };
};
const BRACKETS = found(TEXT, "}\n]\n");
const LACKING = found(TEXT, "b\n", 2);
const ONCE = found(TEXT, "x\n");
const WITHIN = found("f(x)\n", "x");

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

  it("is doubtful also if that text was found within the indentation of its line", () => {
    expect(firstTwin([{ ...LACKING, rung: "exact" }, BRACKETS])?.index).toBe(1);
  });

  it("is doubtful also in what the request wrote", () => {
    expect(firstTwin([ONCE, { ...BRACKETS, isOwn: true }])?.index).toBe(1);
    expect(firstTwin([BRACKETS, { ...ONCE, isOwn: true }])).toBeNull();
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
    ["is that text itself", [{ ...BRACKETS, replacements: LACKING.replacements, rung: "indentation" }]],
  ])("is meant where it is if it %s", (_, matched) => {
    expect(firstTwin(matched)).toBeNull();
  });
});
