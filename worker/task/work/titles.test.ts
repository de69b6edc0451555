import { expect, it } from "vitest";
import { newRecord, type TaskInit } from "../record/record.ts";
import { branchStem, isOwnTitle, retitle, shortTitle } from "./titles.ts";

const ID = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10";
// Only what a title is made of.
const record = (prompt: string, title?: string) =>
  newRecord({ taskId: ID, prompt, ...(title === undefined ? {} : { title }) } as TaskInit, 0);

it.each([
  ["Fix the rounding.", "Fix the rounding"],
  ["Cover `compute_total` in test_invoice.py", "Cover compute_total in test_invoice.py"],
  [
    "Cover computeTotal in invoice.py with tests and fix the rounding they uncover",
    "Cover computeTotal in invoice.py with tests",
  ],
  ["# **Goal**\n\nmore", "Goal"],
  ["", ""],
  [`${"word ".repeat(40)}`, "word word word word word word word word word word word word"],
])("shortens %j", (sentence, title) => {
  expect(shortTitle(sentence)).toBe(title);
  expect(title.length).toBeLessThanOrEqual(60);
});

it("takes the agent's words until a person has written a title", () => {
  const task = record("please look at this\nand that");
  expect(isOwnTitle(task)).toBe(false);
  retitle(task, "Fix the rounding of totals");
  retitle(task, "Fix the rounding of all totals");
  expect(task.title).toBe("Fix the rounding of all totals");
  retitle(task, "   ");
  expect(task.title).toBe("Fix the rounding of all totals");
  task.title = "Mine";
  task.titledBy = "user";
  retitle(task, "Another");
  expect(task.title).toBe("Mine");
  const named = record("prompt", "Named before the start");
  retitle(named, "Another");
  expect(named.title).toBe("Named before the start");
});

it.each([
  ["Fix the rounding", "fix-the-rounding-5e0c1d0a"],
  ["Crème brûlée à la carte, naïve!", "creme-brulee-a-la-carte-naive-5e0c1d0a"],
  ["修复 🚀", "5e0c1d0a"],
  ["../../etc; rm -rf $(x) @{u} .lock", "etc-rm-rf-x-u-lock-5e0c1d0a"],
  [
    "Remove the unused feature flags from the settings screen",
    "remove-the-unused-feature-flags-from-the-5e0c1d0a",
  ],
  ["x".repeat(90), `${"x".repeat(40)}-5e0c1d0a`],
])("names the branch of %j", (title, stem) => {
  expect(branchStem(title, ID)).toBe(stem);
});
