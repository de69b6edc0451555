import { expect, it } from "vitest";
import { shownPatch } from "./file-diffs.ts";

const piece = (path: string, lines: number) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n${"+x\n".repeat(lines)}`;

it("a patch that is too large to show loses whole files, never a part of one", () => {
  const [a, b, c] = [piece("a", 10), piece("b", 10_000), piece("c", 10)];
  expect(shownPatch(a + b + c, 1_000)).toBe(a + c);
  expect(shownPatch(a + c, 1_000)).toBe(a + c);
});
