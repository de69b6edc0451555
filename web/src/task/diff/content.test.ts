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
