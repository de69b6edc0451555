import { expect, it } from "vitest";
import { reviewDiff } from "../../../test/fixtures/review-diff.ts";
import { readFiles, showFile } from "./content.ts";

const shown = (hideWhitespace: boolean) =>
  new Map(
    readFiles(reviewDiff, "k").map((read) => {
      const one = showFile(read, hideWhitespace);
      return [one.file.path, one];
    }),
  );

it("drops the hunks that only change whitespace, and keeps the others as they are judged", () => {
  const path = "src/billing/invoice.py";
  const [all, rest] = [shown(false).get(path), shown(true).get(path)];
  expect(all?.hunks).toHaveLength(3);
  expect(rest?.hunks.map((hunk) => hunk.id)).toEqual([all?.hunks[0]?.id, all?.hunks[2]?.id]);
  expect(rest?.drawn.hunks).toHaveLength(2);
  expect(rest?.drawn.name).toBe(path);
});

it("says so when nothing else changed in a file", () => {
  const path = "src/billing/report/columns.py";
  expect(shown(false).get(path)?.absence).toBeNull();
  expect(shown(true).get(path)).toMatchObject({ absence: { text: "Only whitespace changed." }, hunks: [] });
});

it("gives the two drawings of a file different names in the highlighter's cache", () => {
  const keys = [false, true].map((hide) => shown(hide).get("src/billing/invoice.py")?.drawn.cacheKey);
  expect(new Set(keys).size).toBe(2);
});

it("shows every file of a change whose text holds lone carriage returns and line separators", () => {
  const [file] = reviewDiff.files;
  if (!file) throw new Error("the fixture has files");
  const body = (path: string, text: string) =>
    `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1,2 @@\n x\n+${text}\n`;
  const odd = "a\rFrom 0123abc Mon Sep 17\rdiff --git a/z b/z\u2028@@ -1 +1 @@";
  const files = ["a.txt", "b.txt"].map((path) => ({ ...file, path, status: "modified" as const }));
  const read = readFiles({ ...reviewDiff, files, patch: body("a.txt", odd) + body("b.txt", "b") }, "k");
  const lines = read.map(({ whole }) => [whole.name, whole.additionLines.join("")]);
  expect(Object.fromEntries(lines)).toEqual({ "a.txt": `x\n${odd}\n`, "b.txt": "x\nb\n" });
});

it("draws characters that nobody would see as their numbers, in lines and names, and leaves the rest alone", () => {
  const [file] = reviewDiff.files;
  if (!file) throw new Error("the fixture has files");
  const path = "inv\u202ecod.js";
  const patch = `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1,2 @@\n-a\u200bb\n+if (user\u202e \u2066) {\n+plain\n`;
  const files = [{ ...file, path, status: "modified" as const }];
  const read = readFiles({ ...reviewDiff, files, patch }, "k");
  for (const hide of [false, true]) {
    const { drawn } = showFile(read[0] ?? expect.fail(), hide);
    expect(drawn.name).toBe("inv⟨U+202E⟩cod.js");
    expect(drawn.additionLines).toEqual(["if (user⟨U+202E⟩ ⟨U+2066⟩) {\n", "plain\n"]);
    expect(drawn.deletionLines).toEqual(["a⟨U+200B⟩b\n"]);
  }
  expect(read[0]?.whole.additionLines[0]).toContain("\u202e");
  const plain = readFiles(reviewDiff, "k")[0] ?? expect.fail();
  expect(showFile(plain, false).drawn).toBe(plain.whole);
});
