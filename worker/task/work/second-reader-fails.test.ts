import { describe, expect, it } from "vitest";
import { compareReports } from "../../agent/index.ts";
import type { EventInput, SecondReading } from "../../protocol/index.ts";
import { runOf } from "../../protocol/testing/reports.ts";
import { Fenced } from "../run/failures.ts";
import type { StepContext } from "../run/step.ts";
import { readAgain } from "./second-reader.ts";

const READING: SecondReading = {
  tree: "t1",
  provider: "openai",
  model: "m",
  other_model: false,
  findings: [
    { kind: "security", severity: "high", path: null, line: null, message: "a", suggestion: "" },
    { kind: "other", severity: "low", path: null, line: null, message: "b", suggestion: "" },
  ],
  sent_back: true,
  cost_usd: 0.01,
};
const WISH = { choice: "always", comparison: compareReports(null, runOf([])), endBy: 10_000_000 } as const;

/** As much of a step as a reading touches. `text` stands for all that may fail below it. */
function contextWith(documents: Record<string, unknown>, text: () => Promise<string>) {
  const events: EventInput[] = [];
  const abort = new AbortController();
  const budget = {
    modelCalls: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    costUsd: 0,
  };
  const record = {
    tree: "t1",
    approvedVersion: 1,
    baseCommit: "b",
    budget,
    spent: { ...budget },
    init: { prompt: "p", provider: "demo", model: "m", userId: "u", budget: {} },
  };
  const context = {
    life: {
      record,
      plan: () => ({
        base_commit: "b",
        goal: "g",
        assumptions: [],
        steps: [],
        new_dependencies: [],
        out_of_scope: [],
      }),
      documents: {
        get: (key: string) => documents[key] ?? null,
        put: (key: string, value: unknown) => {
          documents[key] = value;
        },
      },
    },
    changes: { text },
    clock: { now: () => 1_000, id: () => "0123456789ab" },
    config: {},
    commit: (write: () => unknown) => write(),
    host: { taskId: "t", signal: abort.signal, emit: (event: EventInput) => events.push(event) },
  };
  // Only what is above is used; the rest of a step is not there on purpose.
  return { context: context as unknown as StepContext, events, abort };
}

const broken = () => Promise.reject(new Error("boom"));

describe("readAgain", () => {
  it("is a warning when the reader cannot be had, whatever fails", async () => {
    // Without its URL there is no demo model.
    for (const text of [async () => "diff", broken]) {
      const { context, events } = contextWith({}, text);
      expect(await readAgain(context, WISH)).toEqual([]);
      expect(events).toMatchObject([{ type: "warning", data: { code: "second_reading_failed" } }]);
    }
  });

  it("ends with the step, and not as a warning", async () => {
    const lost = contextWith({}, () => Promise.reject(new Fenced()));
    await expect(readAgain(lost.context, WISH)).rejects.toBeInstanceOf(Fenced);
    const stopped = contextWith({}, broken);
    stopped.abort.abort(new Error("stopped"));
    await expect(readAgain(stopped.context, WISH)).rejects.toThrow("stopped");
    expect([...lost.events, ...stopped.events]).toEqual([]);
  });

  it("takes what it has stored about this tree, and pays nothing again", async () => {
    const { context, events } = contextWith({ reading: READING }, broken);
    expect(await readAgain(context, WISH)).toEqual([READING.findings[0]]);
    expect(events).toEqual([]);
  });

  it("sends nothing back a second time, and reads nothing when it is off, late or without a change", async () => {
    const sent = contextWith({ reading: READING, reading_sent: true }, broken);
    expect(await readAgain(sent.context, WISH)).toEqual([]);
    const other = contextWith({ reading: { ...READING, tree: "t0" } }, broken);
    expect(await readAgain(other.context, { ...WISH, choice: "off" })).toEqual([]);
    expect(await readAgain(other.context, { ...WISH, endBy: 2_000 })).toEqual([]);
    expect([...sent.events, ...other.events]).toEqual([]);
  });
});
