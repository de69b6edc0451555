import { expect, it } from "vitest";
import { plainOutput } from "./plain-output.ts";

it.each([
  ["colours", "\x1b[1;31mred\x1b[0m and \x1b]8;;http://x\x07link\x1b]8;;\x07", "red and link"],
  ["short sequences", "\x1b(Ba\x1b=b\x1b7c", "abc"],
  ["Windows line ends", "a\r\nb\r\n", "a\nb\n"],
  ["a progress bar", "10%\r50%\r100%\ndone", "100%\ndone"],
  ["a line erased before it is written anew", "half\x1b[2K\rwhole\x1b[K\n", "whole\n"],
  ["a bar that ends with a return", "10%\r90%\r\n", "90%\n"],
  ["backspaces", "abc\b\bd", "ad"],
  ["a line four times", "x\nx\nx\nx\ny", "x\n[the line above 4 times]\ny"],
  ["a line three times", "x\nx\nx\ny", "x\nx\nx\ny"],
  ["blank lines", "a\n\n\n\n\n\nb", "a\n\n\n\n\n\nb"],
  ["nothing", "", ""],
])("shows %s as a terminal would", (_, output, shown) => {
  expect(plainOutput(output)).toBe(shown);
});
