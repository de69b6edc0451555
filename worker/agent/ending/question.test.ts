import { expect, it } from "vitest";
import { asksOnly } from "./question.ts";

it.each([
  "Why did you use a map here?",
  "What does this do",
  "And is it safe with empty input?",
  "Explain the change. Why is the old test gone?",
  "Can you explain why this is needed?",
  "これは安全ですか？",
])("takes %j for a question", (text) => expect(asksOnly(text)).toBe(true));

it.each([
  "Rename it.",
  "Can you rename it?",
  "Could you please also add a test?",
  "Why is it called x? Rename it to y.",
  "Please rename it",
  "",
  "  ",
])("takes %j for a wish", (text) => expect(asksOnly(text)).toBe(false));
