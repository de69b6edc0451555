import { expect, it } from "vitest";
import { countHidden, revealAll, revealHidden, visibleText } from "./hidden-text.ts";

it("names what is hidden where it stands", () => {
  expect(revealHidden("a\u202eb\u{E0041}")).toBe("a⟨U+202E⟩b⟨U+E0041⟩");
  expect(revealAll("a\u0000\u001bb\u2028")).toBe("a⟨U+0000⟩⟨U+001B⟩b⟨U+2028⟩");
});

it("leaves a terminal's colours to the terminal", () => {
  expect(revealHidden("\u001b[31mred\u001b[0m\u200b")).toBe("\u001b[31mred\u001b[0m⟨U+200B⟩");
});

it("leaves out what it counts, and nothing else", () => {
  const text = "می\u200cخواهم ok\uFE01\uFE02 ❤\uFE0F";
  expect(countHidden(text)).toBe(2);
  expect(visibleText(text)).toBe("می\u200cخواهم ok ❤\uFE0F");
});
