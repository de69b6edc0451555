import { describe, expect, it } from "vitest";
import { CORPUS } from "./edit-corpus/index.ts";
import { judge, verne } from "./edit-corpus/judge.ts";

describe.each([...new Set(CORPUS.map(({ group }) => group))])("the corpus: %s", (group) => {
  it.each(CORPUS.filter((one) => one.group === group))("$name", (one) => {
    const outcome = verne(one);
    if ("files" in one.expected) expect(outcome).toEqual(one.expected);
    expect(judge(one, outcome, true)).toBe("right");
  });
});
