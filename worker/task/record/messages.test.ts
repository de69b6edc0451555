import { describe, expect, it } from "vitest";
import { TaskState, type TestComparison } from "../../protocol/index.ts";
import { comparisonOf } from "../../protocol/testing/reports.ts";
import { reproductionOf } from "../../protocol/testing/reproductions.ts";
import { evidenceLine, planLine, stateLine } from "./messages.ts";
import { fitComparison } from "./truncate.ts";

const tests = (change: Partial<TestComparison> = {}): TestComparison =>
  comparisonOf("pass", { unchanged_passing: 3, baseline: null, ...change });

const publishing = (last: TestComparison | null) =>
  stateLine({ event: "publish_requested", to: "publishing", reason: null }, last);

describe("stateLine", () => {
  it("says what the first specification says", () => {
    expect(stateLine({ event: "clone_started", to: "cloning", reason: null }, null)).toBe(
      "Cloning repository…",
    );
    expect(publishing(tests())).toBe("Tests passed. Creating pull request.");
  });

  it("says that tests passed only where they ran and all of them did", () => {
    const others = [
      null,
      tests({ verdict: "no_evidence" }),
      tests({ verdict: "errored" }),
      tests({ verdict: "exit_status" }),
      tests({ verdict: "broken", broken: ["a"], removed: ["b"] }),
      tests({ still_failing: ["a"] }),
      tests({ verdict: "no_baseline", unjudged: ["a", "b"] }),
    ].map(publishing);
    expect(others).toEqual([
      "No tests ran. Creating pull request.",
      "No tests ran. Creating pull request.",
      "The tests could not be run. Creating pull request.",
      "The test command succeeded, but names no test. Creating pull request.",
      "2 tests are broken or gone. Creating pull request.",
      "Nothing broke, but 1 test fails as before. Creating pull request.",
      "2 tests fail, and there is no run before the edits to compare with. Creating pull request.",
    ]);
  });

  it("has a line for every state, with the reason where there is one", () => {
    for (const to of TaskState.options)
      expect(stateLine({ event: "tested", to, reason: null }, null)).toMatch(/^[A-Z][^\n]+$/);
    const failed = { event: "failed", to: "failed", reason: "no such branch" } as const;
    expect(stateLine(failed, null)).toBe("Failed: no such branch");
    const retried = { event: "retry_requested", to: "queued", reason: "retried by the user" } as const;
    expect(stateLine(retried, null)).toBe("Queued (retried by the user)");
  });

  it("tells a question from a change and from none", () => {
    const review = (event: "asked" | "applied" | "tested") =>
      stateLine({ event, to: "reviewing", reason: null }, tests());
    expect(review("asked")).toContain("question");
    expect(review("applied")).toContain("Nothing was changed");
    expect(review("tested")).toBe("Tests passed. Awaiting user review.");
  });

  it("says why the work stopped where its change waits for its user", () => {
    const stopped = { event: "failed", to: "reviewing", reason: "The model is overloaded" } as const;
    expect(stateLine(stopped, tests())).toBe(
      "The work stopped, its changes await user review (The model is overloaded)",
    );
  });
});

describe("evidenceLine", () => {
  it("counts, and says what follows", () => {
    expect(evidenceLine(tests({ fixed: ["a"], added: ["b", "c"] }), "publish")).toBe(
      "Tests passed (1 fixed, 2 added). Creating pull request.",
    );
    expect(evidenceLine(tests(), "review")).toBe("Tests passed. Awaiting user review.");
  });

  it("says what the reproduction shows", () => {
    const shown = (change: Parameters<typeof reproductionOf>[0]) =>
      evidenceLine(tests({ reproduction: reproductionOf(change) }), "review");
    const no = { reason: "", run: null };
    expect(shown({})).toContain("passed. The reproduction failed before and passes now. Awaiting");
    expect(shown({ after: { ...no, verdict: "fails_otherwise" } })).toContain("still fails");
    expect(shown({ after: { ...no, verdict: "not_run" } })).toContain("could not be run");
    expect(shown({ before: { ...no, verdict: "not_run" } })).toContain("could not be run");
    expect(shown({ before: { ...no, verdict: "new" } })).toContain("did not show the fault");
  });

  it("counts what a shortened list no longer holds", () => {
    const ids = Array.from({ length: 9_000 }, (_, n) => `suite::case ${n}`);
    const all = tests({ added: ids, broken: ids, verdict: "broken" });
    const short = fitComparison(all, 10_000);
    expect(short.added.length).toBeLessThan(1_000);
    expect(evidenceLine(short, "review")).toBe(evidenceLine(all, "review"));
    expect(evidenceLine(short, "review")).toContain(
      "9000 tests are broken or gone (9000 broken, 9000 added)",
    );
  });
});

describe("planLine", () => {
  it("says what the first specification says, and what else may be true", () => {
    const line = (version: number, author: "model" | "user" | "scope", waits: boolean) =>
      planLine({ version, author }, waits);
    expect(line(1, "model", true)).toBe("Generated plan, awaiting user approval.");
    expect(line(1, "model", false)).toBe("Generated plan, approved when the task was created.");
    expect(line(2, "model", true)).toBe("Generated plan, version 2, awaiting user approval.");
    expect(line(3, "user", true)).toBe("Plan changed by the user, version 3, awaiting user approval.");
    expect(line(4, "scope", true)).toBe("Plan widened by the agent, version 4, awaiting user approval.");
  });
});
