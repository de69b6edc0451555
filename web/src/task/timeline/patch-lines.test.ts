import { expect, it } from "vitest";
import { patchLines } from "./patch-lines.ts";

it("begins one line before the first change and leaves the headers out", () => {
  const patch = "--- a/x\n+++ b/x\n@@ -1,4 +1,4 @@\n one\n two\n-three\n+THREE\n four\n";
  expect(patchLines(patch).map((line) => line.text)).toEqual([" two", "-three", "+THREE", " four"]);
});

it("cuts long changes and says how much is left", () => {
  const patch = `@@ -0,0 +1,20 @@\n${Array.from({ length: 20 }, (_, n) => `+line ${n}`).join("\n")}`;
  const lines = patchLines(patch);
  expect(lines).toHaveLength(9);
  expect(lines.at(-1)).toEqual({ kind: "context", text: "  … 12 more changed lines" });
});

it("has nothing to show for an empty patch", () => {
  expect(patchLines("")).toEqual([]);
});
