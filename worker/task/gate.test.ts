import { describe, expect, it } from "vitest";
import type { FileDiff } from "../protocol/index.ts";
import { needsReview } from "./gate.ts";

const file = (path: string, out_of_plan = false): FileDiff => ({
  path,
  status: "modified",
  additions: 1,
  deletions: 0,
  binary: false,
  plan_steps: [],
  out_of_plan,
});

describe("needsReview", () => {
  it("lets a change with evidence and inside the plan through", () => {
    expect(needsReview("pass", [file("src/a.ts")])).toBeNull();
  });

  it.each(["broken", "errored", "no_evidence"] as const)(
    "asks a person when the verdict is %s",
    (verdict) => {
      expect(needsReview(verdict, [file("src/a.ts")])).toContain("tests");
    },
  );

  it("asks a person about what runs with the repository's rights, and about files outside the plan", () => {
    expect(needsReview("pass", [file(".github/workflows/ci.yml")])).toBe(
      "it touches .github/workflows/ci.yml",
    );
    expect(needsReview("pass", [file("src/a.ts"), file("src/b.ts", true)])).toBe(
      "the plan does not name src/b.ts",
    );
  });
});
