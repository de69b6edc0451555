import { expect, it } from "vitest";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { absenceOf, LARGE_LINES } from "./absence.ts";

const file = (change: Partial<FileDiff>): FileDiff => ({
  path: "src/a.js",
  status: "modified",
  additions: 1,
  deletions: 1,
  binary: false,
  plan_steps: [],
  out_of_plan: false,
  machine_written: false,
  ...change,
});
const lines = { hunks: [{}] } as unknown as Parameters<typeof absenceOf>[0]["whole"];
const none = { hunks: [] };
const said = (change: Partial<FileDiff>, whole: Parameters<typeof absenceOf>[0]["whole"] = lines) =>
  absenceOf({ file: file(change), whole }, false);

it("shows the lines of an ordinary file", () => {
  expect(said({})).toBeNull();
  expect(said({ additions: LARGE_LINES - 1 })).toBeNull();
});

it("lets a click show what a tool wrote and what is large", () => {
  expect(said({ path: "package-lock.json", additions: 1_200, deletions: 4 })).toEqual({
    text: "Lock file, 1,204 lines changed",
    mayShow: true,
  });
  expect(said({ path: "dist/app.js", additions: 1, deletions: 0 })?.text).toBe(
    "Generated file, 1 line changed",
  );
  expect(said({ additions: LARGE_LINES, deletions: 1 })?.text).toBe("Large diff, 1,501 lines changed");
});

it("says in words what has no lines", () => {
  expect(said({ binary: true, status: "added" }, none)).toEqual({
    text: "Binary file added.",
    mayShow: false,
  });
  const empty = { additions: 0, deletions: 0 };
  expect(said({ ...empty, status: "added" }, none)?.text).toBe("Empty file added.");
  expect(said(empty, { ...none, prevMode: "100644", mode: "100755" })?.text).toBe(
    "Only the file mode changed, from 100644 to 100755.",
  );
  expect(said({}, none)?.text).toBe("The lines of this file cannot be shown here.");
  expect(absenceOf({ file: file({}), whole: lines }, true)?.text).toBe("Only whitespace changed.");
});
