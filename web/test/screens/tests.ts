import type { TaskEvent, TestComparison } from "../../../worker/protocol/index.ts";
import { eventsFor } from "../fixtures/events.ts";
import { comparison } from "../fixtures/evidence.ts";
import { reproduction, stillFailing } from "../fixtures/reproduction.ts";
import { view } from "../fixtures/tasks.ts";
import { at, button, heading, type Screen, task, text } from "./screen.ts";

/** The journal with two more runs after the edits. */
const withRuns = (): TaskEvent[] => {
  const events = eventsFor("reviewing");
  for (const report of [comparison("broken").after, comparison("pass").after]) {
    const last = events.at(-1);
    if (!last) break;
    const { task_id, timestamp, stage, seq, actor } = last;
    const envelope = { task_id, timestamp, stage, actor, seq: seq + 1, message: "tests" };
    events.push({ ...envelope, type: "tests", data: { phase: "after", report } });
  }
  return events;
};

const noEvidence: TestComparison = {
  ...comparison("pass"),
  verdict: "no_evidence",
  fixed: [],
  added: [],
  unchanged_passing: 0,
  counts: { ...comparison("pass").counts, fixed: 0, added: 0 },
  baseline: null,
  after: {
    outcome: "errored",
    evidence: "none",
    command: "npm test",
    exit_code: 1,
    duration_ms: 410,
    counts: { passed: 0, failed: 0, skipped: 0 },
    cases: [],
    output_tail:
      "\n> cart@1.0.0 test\n> node --test\n\nloading tests\nError: Cannot find module './cart.js'\n    at main.js:3:1\n",
    note: "The test command found no test.",
  },
};

const claims: TestComparison["claims"] = [
  {
    text: "A percentage discount is taken off the cart once.",
    by: ["takes a percentage off the cart once", "c3"],
    supported: true,
    reason:
      "The test takes a percentage off the cart once passed on this change. c3 (npm test -- --test-name-pattern='takes a percentage off the cart once' test/discount.test.js) succeeded on this change.",
  },
  {
    text: "Carts without a discount cost what they did.",
    by: ["c2"],
    supported: false,
    reason: "c2 (npm test) succeeded before the last change, and was not run again on it.",
  },
  {
    text: "The types hold in src/features/checkout/discounts/percentage-and-absolute-discounts.ts.",
    by: ["c99"],
    supported: false,
    reason: "No command c99 is on record.",
  },
  { text: "Nothing else changed.", by: [], supported: false, reason: "It names nothing that shows it." },
];

export const TESTS: Screen[] = [
  { name: "task-tests", path: `${task}?pane=tests`, fake: at("reviewing"), ready: heading("Tests pass") },
  {
    name: "task-tests-broken",
    always: true,
    path: `${task}?pane=tests`,
    fake: {
      ...at("reviewing"),
      view: view("reviewing", { tests: { ...comparison("broken"), reproduction: stillFailing } }),
    },
    ready: text("The reproduction still fails"),
  },
  {
    name: "task-tests-reproduction",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { tests: { ...comparison("pass"), reproduction } }) },
    ready: text("Failed before, passes after"),
  },
  {
    name: "task-tests-claims",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { tests: { ...comparison("pass"), claims } }) },
    ready: heading("What the agent claims"),
  },
  {
    name: "task-tests-compare",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), events: withRuns() },
    ready: async (page) => {
      await button(page, "Passed 4").click();
      await page.getByRole("combobox", { name: "From run" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "task-tests-none",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { tests: noEvidence }) },
    ready: heading("No test ran"),
  },
];
