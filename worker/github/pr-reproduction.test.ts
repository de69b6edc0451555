import { describe, expect, it } from "vitest";
import { comparisonOf } from "../protocol/testing/reports.ts";
import { reproductionOf } from "../protocol/testing/reproductions.ts";
import { reproductionParts } from "./pr-reproduction.ts";

const shown = (change: Parameters<typeof reproductionOf>[0] = {}) =>
  reproductionParts({
    tests: comparisonOf("pass", { reproduction: reproductionOf(change) }),
    plan: { no_reproduction_reason: "never read" },
  }).join("\n");
const fails = { verdict: "fails", reason: "It still fails: 2430 !== 2700", run: null } as const;

describe("the reproduction in a pull request", () => {
  it("is evidence with its command and what it did both times", () => {
    expect(shown()).toMatchInlineSnapshot(`
      "**The reproduction failed before the change and passes after it.** Verne ran the same command with the same files both times.

      > \`node --test test/discount.test.js\`

      - Before the change: It fails as expected: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2430 !== 2700
      - After the change: It ends with exit status 0."
    `);
  });

  it("is no evidence where it did not fail as claimed, or still fails, or was not run", () => {
    expect(shown({ after: fails })).toContain("**The reproduction still fails after the change.**");
    expect(shown({ before: { verdict: "new", reason: "No test ran.", run: null } })).toContain(
      "did not show the fault before the change**, so it is no evidence",
    );
    expect(shown({ after: { verdict: "not_run", reason: "No time.", run: null } })).toContain(
      "could not be run after the change",
    );
  });

  it("names the files that were written for it, and lets no text of a model act", () => {
    const reproduction = {
      command: "node `a`.js\n# closes #12 <img>",
      expect: "x y z",
      files: [{ path: "repro/a.js", content: "" }],
    };
    const text = shown({ reproduction, after: { ...fails, reason: "@ada\n\n# Fake heading, fixes #3" } });
    expect(text).toContain("no part of this change: `repro/a.js`");
    expect(text).toContain("> ``node `a`.js``  \n> `# closes #12 <img>`");
    expect(text).not.toMatch(/@ada|^# Fake|fixes #3/m);
  });

  it("says why there is none", () => {
    const none = (reason?: string) =>
      reproductionParts({ tests: null, plan: { no_reproduction_reason: reason } });
    expect(none("It needs\na printer.")).toEqual(["**No reproduction.** It needs a printer."]);
    expect([none(" "), none(), reproductionParts({ tests: null, plan: null })]).toEqual([[], [], []]);
  });
});
