import { describe, expect, it } from "vitest";
import { answersText, readAnswers } from "./answers.ts";

describe("answering questions", () => {
  it("sends only what was answered, with its question", () => {
    expect(answersText(["Raise?", "Which name?"], ["", " total "])).toBe(
      "Question: Which name?\nAnswer: total",
    );
    expect(answersText(["Raise?"], [" "])).toBe("");
    expect(answersText(["A?", "B?"], ["1", "2"])).toBe("Question: A?\nAnswer: 1\n\nQuestion: B?\nAnswer: 2");
  });

  it("reads back what it stored and survives anything else", () => {
    expect(readAnswers(JSON.stringify(["a", "b"]), 2)).toEqual(["a", "b"]);
    expect(readAnswers(JSON.stringify(["a"]), 2)).toEqual(["a", ""]);
    expect(readAnswers("", 1)).toEqual([""]);
    expect(readAnswers('{"0":"a"}', 1)).toEqual([""]);
    expect(readAnswers("[7]", 1)).toEqual([""]);
  });
});
