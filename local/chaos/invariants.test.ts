import { describe, expect, it } from "vitest";
import type { Passage } from "./fault-proxy.ts";
import { type Aftermath, broken, paidTwice } from "./invariants.ts";

const TREE = "1".repeat(40);
const JOURNAL = [1, 2, 3].map((seq) => ({ seq, type: "log", message: `line ${seq}` }));
const good: Aftermath = {
  driven: { taskId: "t", state: "complete", error: null, setbacks: [], faults: [], lastSeq: 3 },
  journal: JOURNAL,
  mirrored: JOURNAL,
  row: { state: "complete", pr_url: "http://github/pull/1" },
  view: { state: "complete", pr_url: "http://github/pull/1" },
  pullRequests: ["http://github/pull/1"],
  publishedTree: TREE,
};

describe("a task after a run of chaos", () => {
  it("that ended well breaks nothing", () => {
    expect(broken(good, TREE)).toEqual([]);
  });

  const wrong: [string, Partial<Aftermath>, RegExp][] = [
    ["is still at work", { view: { state: "testing", pr_url: null } }, /still testing/],
    [
      "ended without a reason",
      { view: { state: "failed", pr_url: null }, row: { state: "failed", pr_url: null }, pullRequests: [] },
      /failed without a reason/,
    ],
    ["has two pull requests", { pullRequests: ["1", "2"] }, /2 pull requests/],
    ["has none", { pullRequests: [] }, /without a pull request/],
    ["published something else", { publishedTree: "2".repeat(40) }, /in place of/],
    ["lost an event", { journal: JOURNAL.toSpliced(1, 1) }, /journal has 3 at place 2/],
    ["has an event twice in Postgres", { mirrored: [...JOURNAL, ...JOURNAL.slice(2)] }, /Postgres has 4/],
    [
      "has other words in Postgres",
      { mirrored: JOURNAL.map((line) => (line.seq === 2 ? { ...line, message: "other" } : line)) },
      /differs: 2/,
    ],
    ["has another state in Postgres", { row: { state: "reviewing", pr_url: null } }, /row says reviewing/],
    ["has no row", { row: null }, /row says undefined/],
    [
      "showed a viewer a gap",
      { driven: { ...good.driven, faults: ["event 5 came after event 3"] } },
      /event 5 came after/,
    ],
  ];
  it.each(wrong)("that %s is told", (_name, change, line) => {
    expect(broken({ ...good, ...change }, TREE).join("\n")).toMatch(line);
  });
});

describe("answers of the model", () => {
  const asked = (body: string, completedAt: number | null): Passage => ({
    neighbour: "model",
    method: "POST",
    path: "/v1/chat/completions",
    fault: null,
    body,
    completedAt,
  });

  it("are paid once each, however often one that never came was asked for", () => {
    expect(paidTwice([asked("a", null), asked("a", null), asked("a", 5), asked("b", 9)], [])).toEqual({
      lost: 0,
      wasted: 0,
    });
  });

  it("that came in right before a kill may be lost with it; others may not", () => {
    const passages = [asked("a", 1_000), asked("a", 9_000)];
    expect(paidTwice(passages, [1_500])).toEqual({ lost: 1, wasted: 0 });
    expect(paidTwice(passages, [900])).toEqual({ lost: 0, wasted: 1 });
    expect(paidTwice(passages, [4_000])).toEqual({ lost: 0, wasted: 1 });
  });
});
