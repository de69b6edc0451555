import { expect, it } from "vitest";
import { ansiSpans, plainText } from "./ansi.ts";

it("gives plain lines as one piece", () => {
  expect(ansiSpans("hello")).toEqual([{ text: "hello", class: "" }]);
});

it("turns colours and weight into the theme's classes", () => {
  expect(ansiSpans("\x1b[32m✔\x1b[39m ok \x1b[1;91mbad\x1b[0m")).toEqual([
    { text: "✔", class: "text-[var(--v-ansi-green)]" },
    { text: " ok ", class: "" },
    { text: "bad", class: "text-[var(--v-ansi-red)] font-strong" },
  ]);
});

it("drops cursor moves, titles and links", () => {
  const line = "\x1b[2K\x1b]0;title\x07\x1b[31mred\x1b[0m\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\";
  expect(
    ansiSpans(line)
      .map((span) => span.text)
      .join(""),
  ).toBe("redlink");
  expect(plainText(line)).toBe("redlink");
});
