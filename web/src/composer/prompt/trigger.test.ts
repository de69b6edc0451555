import { expect, it } from "vitest";
import { triggerAt } from "./trigger.ts";

/** `|` stands for the caret. */
const at = (text: string) => {
  const caret = text.indexOf("|");
  return triggerAt(text.replace("|", ""), caret);
};

it.each([
  ["@|", "file", 0, ""],
  ["Look at @src/ca|rt", "file", 8, "src/ca"],
  ["(@a-b.test|", "file", 1, "a-b.test"],
  ["one\n@x|", "file", 4, "x"],
  ["/|", "command", 0, ""],
  ["First this.\n/te|", "command", 12, "te"],
])("%j asks for a %s", (text, kind, start, query) => {
  expect(at(text)).toEqual({ kind, start, query });
});

it.each([
  "ada@example.com|",
  "@one two|",
  "@a|@b|".replace("|@", "@@"),
  "and/or|",
  "/usr/bin|",
  "/Test|",
  "a /test|",
  "|@a",
])("%j asks for nothing", (text) => {
  expect(at(text)).toBeNull();
});
