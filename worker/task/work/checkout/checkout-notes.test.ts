import { expect, it } from "vitest";
import { checkoutNotes } from "./checkout-notes.ts";

const NOTHING = { submodules: [], filtered: [], tagsMissing: false };

it("says nothing about a checkout that holds everything", () => {
  expect(checkoutNotes(NOTHING)).toEqual([]);
});

it("names what is missing, a few of many", () => {
  const filtered = [
    ...Array.from({ length: 7 }, (_, n) => ({ path: `${n}.bin`, filter: "lfs" })),
    { path: "secret.key", filter: "git-crypt" },
  ];
  const notes = checkoutNotes({ submodules: ["vendor/lib"], filtered, tagsMissing: true });
  expect(notes.map(({ code }) => code)).toEqual(["submodules", "lfs", "filtered", "tags_missing"]);
  expect(notes[0]?.text).toContain("vendor/lib");
  expect(notes[1]?.text).toMatch(/0\.bin, 1\.bin, 2\.bin, 3\.bin, 4\.bin and 2 more\.$/);
  expect(notes[2]?.text).toContain('"git-crypt"');
});
