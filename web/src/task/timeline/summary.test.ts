import { expect, it } from "vitest";
import { eventsFor } from "../../../test/fixtures/events.ts";
import { view } from "../../../test/fixtures/tasks.ts";
import type { Entry } from "./entries.ts";
import { foldTimeline } from "./fold.ts";
import { lastWords, summaryLines } from "./summary.ts";

it("sums a finished task up in at most five lines", () => {
  expect(summaryLines(view("complete"), foldTimeline([], eventsFor("complete")))).toEqual([
    "Cover computeTotal in invoice.py with tests and fix the rounding they uncover",
    "4 files changed: 22 lines added, 6 removed.",
    "Tests pass. Nothing that worked before is broken.",
    "Draft pull request 12 is open.",
  ]);
});

it("says that a change without a pull request waits", () => {
  const lines = summaryLines(view("reviewing"), foldTimeline([], eventsFor("reviewing")));
  expect(lines.at(-1)).toBe("The changes wait for your review.");
});

const saying = (text: string): Entry[] => [
  {
    id: "a",
    at: "2026-11-22T10:00:00Z",
    kind: "step",
    step: "apply",
    attempt: 1,
    ended: null,
    tokens: 0,
    items: [{ id: "t", at: "2026-11-22T10:00:00Z", kind: "text", text }],
  },
];

it("takes the agent's last words without their markup", () => {
  expect(
    lastWords(saying("## Done\n- `total` uses **Decimal** now, see [the docs](https://x.test).\n")),
  ).toBe("Done total uses Decimal now, see the docs.");
});

it("ends a long text after a sentence", () => {
  const words = lastWords(saying(`${"It rounds once. ".repeat(40)}`));
  expect(words?.length).toBeLessThanOrEqual(281);
  expect(words?.endsWith("once.")).toBe(true);
});
