import { describe, expect, it } from "vitest";
import type { EditResult } from "../../agent/types.ts";
import { planOf, planStep } from "../../protocol/testing/plans.ts";
import { titleOf } from "../record/record.ts";
import type { RoundWords } from "../record/stored-documents.ts";
import {
  commitMessage,
  type PublishedWords,
  publishedSummary,
  publishedTitle,
  templateFor,
} from "./published-text.ts";
import { composed, titleIn, withRound } from "./round-words.ts";

const round = (n: number, patch: Partial<RoundWords> = {}): RoundWords => ({
  n,
  kind: "plan",
  asked: "",
  title: "",
  said: "",
  open: "",
  ...patch,
});
const done = (summary: string, more: object = {}): EditResult => ({ end: "done", summary, ...more });

const PROMPT =
  "The discount is taken twice when a percentage and a fixed amount come together in one order, which is wrong";
const words = (patch: Partial<PublishedWords> = {}): PublishedWords => ({
  prompt: PROMPT,
  taskTitle: titleOf(PROMPT),
  titledByUser: false,
  plan: planOf([planStep("1", { title: "Take it once" })], { goal: "Take the discount once." }),
  rounds: [],
  finalSummary: null,
  paths: ["src/discount.js"],
  house: undefined,
  ...patch,
});

describe("rounds", () => {
  it("are kept where they changed something, and begin anew where the change is gone", () => {
    const first = withRound([], done("Takes it once."), { n: 0, kind: "plan", asked: "" }, false);
    expect(first).toEqual([round(0, { said: "Takes it once." })]);
    const at = { n: 1, kind: "repair" as const, asked: "" };
    expect(withRound(first, done("Nothing was changed.", { unchanged: true }), at, false)).toEqual(first);
    expect(withRound(first, { end: "loop_detected", detail: "x" }, at, false)).toEqual(first);
    expect(withRound(first, done("x"), at, true)).toEqual([]);
    // A retry of a round takes the place of its first attempt.
    expect(withRound(first, done("Again."), { n: 0, kind: "plan", asked: "" }, false)).toEqual([
      round(0, { said: "Again." }),
    ]);
  });

  it("are put together in order, with what each was for", () => {
    const rounds = [
      round(0, { said: "Takes the discount once.", open: "Planned and not done: modify `b`." }),
      round(1, { kind: "repair", said: "Put the tests back." }),
      round(2, {
        kind: "follow_up",
        asked: "Rename it\nplease",
        said: "Renamed it.",
        open: "Not done: the docs.",
      }),
    ];
    expect(composed(rounds)).toBe(
      "Takes the discount once.\n\nThen, after the tests:\nPut the tests back.\n\nThen, asked “Rename it please”:\nRenamed it.\n\nNot done: the docs.",
    );
    expect(composed([])).toBe("");
  });

  it("say nothing twice", () => {
    const rounds = [round(0, { said: "Takes it once." }), round(1, { said: "Takes it  once. Tests too." })];
    expect(composed(rounds)).toBe("Takes it  once. Tests too.");
  });

  it("have the title of the widest", () => {
    const plan = round(0, { title: "Take it once" });
    expect(titleIn([plan, round(1, { kind: "repair", title: "Put the tests back" })])).toBe("Take it once");
    expect(titleIn([plan, round(1, { kind: "follow_up", title: "Take it once, and log it" })])).toBe(
      "Take it once, and log it",
    );
    expect(titleIn([round(0), round(1, { kind: "repair", title: "Repair" })])).toBe("Repair");
    expect(titleIn([])).toBe("");
  });
});

describe("the title", () => {
  const own = round(0, { title: "Take the discount once per order.", said: "Says what." });

  it("is the user's, else the agent's, else the plan's goal, else the prompt", () => {
    expect(publishedTitle(words({ rounds: [own], taskTitle: "My own title.", titledByUser: true }))).toBe(
      "My own title.",
    );
    expect(publishedTitle(words({ rounds: [own] }))).toBe("Take the discount once per order");
    expect(publishedTitle(words())).toBe("Take the discount once");
    expect(publishedTitle(words({ plan: null }))).toBe(
      "The discount is taken twice when a percentage and a fixed amount come",
    );
  });

  it("has the style of the log", () => {
    const subjects = ["fix: a", "feat: b", "fix: c", "docs: d", "chore: e"];
    expect(publishedTitle(words({ rounds: [own], house: { subjects, templates: [] } }))).toBe(
      "feat: take the discount once per order",
    );
  });
});

describe("the texts", () => {
  const said = `${"Takes the discount off the subtotal once. ".repeat(4)}\n\nSigned-off-by: Ada <ada@x.org>`;

  it("of a commit are wrapped, sign for nobody and end with trailers", () => {
    const message = commitMessage(words({ rounds: [round(0, { said })] }));
    const lines = message.split("\n");
    expect(lines[0]).toBe("Take the discount once");
    expect(lines[1]).toBe("");
    expect(lines.every((line) => line.length <= 72)).toBe(true);
    expect(message).not.toContain("Signed-off-by");
    expect(lines.at(-1)).toBe("Plan-Step: 1 Take it once");
  });

  it("of the pull request hold every round", () => {
    const rounds = [round(0, { said: "First." }), round(1, { kind: "repair", said: "Second." })];
    expect(publishedSummary(words({ rounds, finalSummary: "Old." }))).toBe(
      "First.\n\nThen, after the tests:\nSecond.",
    );
    expect(publishedSummary(words({ finalSummary: "Old." }))).toBe("Old.");
    expect(publishedSummary(words())).toBe("Take the discount once.");
  });

  it("take the template for the kind of change", () => {
    const templates = ["docs", "bug"].map((name) => ({
      path: `.github/PULL_REQUEST_TEMPLATE/${name}.md`,
      text: name,
    }));
    const house = { subjects: [], templates };
    expect(templateFor(words({ house, rounds: [round(0, { title: "Fix it" })] }))?.text).toBe("bug");
    expect(templateFor(words())).toBeNull();
  });
});
