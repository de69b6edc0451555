import { describe, expect, it } from "vitest";
import { PlanDraft } from "../../protocol/index.ts";
import { repositoryPath } from "../edit/path.ts";
import { readyForReview } from "./draft.ts";
import { normaliseDraft } from "./normalise.ts";

const step = (patch: Record<string, unknown>) => ({ title: "t", intent: "i", files: [], ...patch });
const parse = (steps: unknown[], rest: Record<string, unknown> = {}) =>
  PlanDraft.parse(normaliseDraft({ goal: "g", steps, ...rest }, repositoryPath));

describe("normaliseDraft", () => {
  it("gives every step an id of its own, and dependencies by name, number or the wrong type", () => {
    const { steps } = parse([
      step({ id: 7 }),
      step({ id: "a", depends_on: 7 }),
      step({ id: "a", dependsOn: ["1", "a"] }),
      step({ dependencies: [2, "4"] }),
    ]);
    expect(steps.map(({ id, depends_on }) => [id, depends_on])).toEqual([
      ["7", []],
      ["a", ["7"]],
      ["a-2", ["7", "a"]],
      ["s4", ["a"]],
    ]);
  });

  it("takes one text for a list, packages as objects, and other spellings", () => {
    const draft = parse([step({ tests: "npm test", riskNote: "breaks callers", risk: "MED" })], {
      questions: "Which?",
      assumptions: null,
      outOfScope: "docs",
      newDependencies: [{ name: "zod", version: "4" }, { name: "hono" }, "left-pad"],
    });
    expect(draft).toMatchObject({
      questions: ["Which?"],
      assumptions: [],
      out_of_scope: ["docs"],
      new_dependencies: ["zod 4", "hono", "left-pad"],
      steps: [{ tests: ["npm test"], risk_note: "breaks callers", risk: "medium", depends_on: [] }],
    });
  });

  it.each([
    [[step({ id: "a", depends_on: ["zzz"] })]],
    [[step({ id: "a", depends_on: ["b"] }), step({ id: "b", depends_on: ["a"] })]],
  ])("leaves what it cannot mend to the check", (steps) => {
    expect(() => parse(steps)).toThrow("depends_on must name other steps, without a circle");
  });
});

describe("readyForReview", () => {
  it("puts steps into the order of the work", () => {
    const draft = parse([step({ id: "b", depends_on: ["a"] }), step({ id: "a" })]);
    expect(readyForReview(draft).steps.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it.each([".github/workflows/ci.yml", ".npmrc", "packages/a/.npmrc", ".husky/pre-commit", "AGENTS.md"])(
    "marks a step that touches %s",
    (path) => {
      const draft = parse([step({ risk_note: "Mine.", files: [{ path, action: "modify" }] })]);
      const [marked] = readyForReview(draft).steps;
      expect(marked).toMatchObject({ risk: "high", risk_note: expect.stringMatching(/^Check .* Mine\.$/) });
      expect(marked?.risk_note).toContain(path);
    },
  );

  it("leaves other steps alone", () => {
    const draft = parse([step({ files: [{ path: "src/github.ts", action: "modify" }] })]);
    expect(readyForReview(draft)).toEqual(draft);
  });
});
