import { parsePatchFiles } from "@pierre/diffs";
import { expect, it } from "vitest";
import { changedLines, hunksOf, patchText, quote } from "./hunks.ts";
import { hunkAt } from "./line-marks.ts";

const body = `@@ -1,4 +1,4 @@ fn
 x
-  old
+    old
 y
-z
\\ No newline at end of file
+z2
\\ No newline at end of file
`;
const read = (text: string) => {
  const patch = `diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n${text}`;
  const [file] = parsePatchFiles(patch).flatMap((part) => part.files);
  return file ? hunksOf(file) : [];
};
const two = "@@ -1,2 +1,2 @@\n a\n-b\n+c\n@@ -40,2 +40,1 @@\n d\n-e\n";

it("reads a hunk and writes the same text again, ends of file included", () => {
  expect(read(body).map(patchText)).toEqual([body]);
});

it("names the lines that change, on the old side where nothing is added", () => {
  expect(read(two).map(changedLines)).toEqual([
    { side: "additions", start: 2, end: 2 },
    { side: "deletions", start: 41, end: 41 },
  ]);
});

it("keeps the id of a hunk that moved, and tells equal hunks apart", () => {
  const [here] = read("@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
  const [there, twin] = read("@@ -8,2 +8,2 @@\n a\n-b\n+c\n@@ -20,2 +20,2 @@\n a\n-b\n+c\n");
  expect(there?.id).toBe(here?.id);
  expect(twin?.id).not.toBe(there?.id);
});

it("quotes a long hunk up to a limit and says how much is left", () => {
  const [hunk] = read(two);
  expect(hunk && quote(hunk, 2)).toBe("@@ -1,2 +1,2 @@\n a\n-b\n(1 more lines)");
});

it("finds the hunk of a line", () => {
  const hunks = read(two);
  expect([1, 2, 3, 40, 41].map((line) => hunkAt(hunks, "additions", line))).toEqual([0, 0, -1, 1, -1]);
  expect(hunkAt(hunks, "deletions", 41)).toBe(1);
});
