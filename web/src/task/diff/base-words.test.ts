import { describe, expect, it } from "vitest";
import type { BaseState } from "../../../../worker/protocol/index.ts";
import { baseWords } from "./base-words.ts";

const base = (change: Partial<BaseState>): BaseState => ({
  branch: "main",
  state: "moved",
  head_commit: "a".repeat(40),
  behind_by: 3,
  conflict: "none",
  both_changed: { paths: [], count: 0 },
  ...change,
});

describe("the words about a base branch", () => {
  it("are none while it stands where the task started", () => {
    expect(baseWords(base({ state: "current" }))).toBeNull();
  });

  it("say how far it went on, and that nothing follows from it", () => {
    expect(baseWords(base({}))).toMatchObject({ tone: "info", text: expect.stringContaining("3 commits") });
    expect(baseWords(base({ behind_by: 1 }))?.text).toContain("1 commit since");
  });

  it("name the files that both sides changed, as far as there is room", () => {
    const paths = ["a", "b", "c", "d", "e"];
    const said = baseWords(base({ conflict: "possible", both_changed: { paths, count: 5 } }));
    expect(said).toMatchObject({ tone: "warn", paths: ["a", "b", "c", "and 2 more"] });
    const one = baseWords(base({ conflict: "possible", both_changed: { paths: ["a"], count: 1 } }));
    expect(one).toMatchObject({ text: expect.stringContaining("a file of this change was"), paths: ["a"] });
  });

  it("warn where GitHub does not tell, of a rewritten branch, and of one that is gone", () => {
    expect(baseWords(base({ conflict: "unknown" }))).toMatchObject({ tone: "warn" });
    expect(baseWords(base({ state: "rewritten" }))).toMatchObject({ tone: "warn" });
    expect(baseWords(base({ state: "gone", conflict: "unknown" }))?.text).toContain("is gone");
  });
});
