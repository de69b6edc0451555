import { describe, expect, it } from "vitest";
import type { EventInput, TaskEvent } from "../../../../worker/protocol/index.ts";
import { caseOf, runOf } from "../../../../worker/protocol/testing/reports.ts";
import { testRuns } from "../tests/runs.ts";
import { foldTimeline, messageEntryId } from "./fold.ts";

const GRACE = { kind: "user", user_id: "11111111-2222-4333-8444-555555555555", login: "grace" } as const;
const taskId = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10";

/** Journal events from event inputs, numbered from 1. */
const journal = (inputs: EventInput[]): TaskEvent[] =>
  inputs.map(
    (input, index) =>
      // EventInput and TaskEvent pair type and data in the same way; only the envelope is added.
      ({
        ...input,
        task_id: taskId,
        seq: index + 1,
        timestamp: "2026-11-22T10:00:00Z",
        stage: "planning",
        actor: GRACE,
      }) as TaskEvent,
  );

const start = (step: "apply" | "baseline" | "analyze" | "test"): EventInput => ({
  type: "step_started",
  message: "start",
  data: { step, step_id: `${step}:1`, attempt: 1 },
});
const edit = (path: string): EventInput => ({
  type: "edit",
  message: `edit ${path}`,
  data: { path, action: "modify", additions: 1, deletions: 0, patch: "", plan_step: null },
});

describe("foldTimeline", () => {
  it("shows what a second reader found as an entry of its own", () => {
    const reading = {
      tree: "t",
      provider: "openai",
      model: "m",
      other_model: true,
      findings: [],
      sent_back: false,
      cost_usd: null,
    };
    const input = {
      type: "second_reading",
      message: "A second reader found nothing",
      data: { reading },
    } as const;
    expect(foldTimeline([], journal([input]))).toMatchObject([{ kind: "reading", reading }]);
  });

  it("shows tests of a part as rows of their own, where they ran", () => {
    const report = runOf([caseOf("a", "passed")]);
    const tests = (phase: "step" | "own" | "after"): EventInput => ({
      type: "tests",
      message: "1 passed",
      data: { phase, report },
    });
    const events = journal([start("apply"), tests("step"), start("test"), tests("own"), tests("after")]);
    const rows = foldTimeline([], events).map((entry) =>
      entry.kind === "step"
        ? [entry.step, entry.items.map((item) => item.kind === "tests" && item.phase)]
        : [],
    );
    expect(rows).toEqual([
      ["apply", ["step"]],
      ["test", ["own", "after"]],
    ]);
    expect(testRuns(foldTimeline([], events)).map(({ phase, number }) => [phase, number])).toEqual([
      ["after", 1],
    ]);
  });

  it("says of a plan who approved it: somebody, or the choice made at creation", () => {
    const approved = (by: "user" | "creation_option"): EventInput => ({
      type: "plan_approved",
      message: "approved",
      data: { version: 1, by },
    });
    const made = { type: "plan", message: "plan", data: { plan: { version: 1 } } } as EventInput; // nothing else is read
    expect(foldTimeline([], journal([made, approved("user")]))).toMatchObject([{ approvedBy: GRACE }]);
    expect(foldTimeline([], journal([made, approved("creation_option")]))).toMatchObject([
      { approvedBy: "creation_option" },
    ]);
  });

  it("puts the agent's edits under its step while the baseline runs beside it", () => {
    const timeline = foldTimeline([], journal([start("analyze"), start("baseline"), edit("a.js")]));
    expect(timeline.map((entry) => entry.kind === "step" && [entry.step, entry.items.length])).toEqual([
      ["analyze", 1],
      ["baseline", 0],
    ]);
  });

  it("ends a step that was killed when its next attempt begins, or when the task is over", () => {
    const again = foldTimeline([], journal([start("apply"), start("baseline"), start("apply")]));
    expect(again.map((entry) => entry.kind === "step" && entry.ended?.interrupted)).toEqual([
      true,
      undefined,
      undefined,
    ]);
    const over = foldTimeline(
      again,
      journal([
        { type: "state", message: "Cancelled.", data: { from: "applying", to: "cancelled", reason: null } },
      ]),
    );
    expect(over.every((entry) => entry.kind !== "step" || entry.ended !== null)).toBe(true);
  });

  it("counts the tokens of the step that is thinking", () => {
    const usage = { input_tokens: 900, output_tokens: 100, cached_input_tokens: 0, cost_usd: null };
    const call: EventInput = { type: "usage", message: "call", data: { model: "m", usage, calls: 1 } };
    const [entry] = foldTimeline([], journal([start("apply"), call, call]));
    expect(entry?.kind === "step" && entry.tokens).toBe(2_000);
  });

  it("keeps the end of a command's output and how it ended", () => {
    const command = { step: "baseline" as const, command_id: "c1" };
    const timeline = foldTimeline(
      [],
      journal([
        start("baseline"),
        { type: "command_started", message: "npm test", data: { ...command, command: "npm test" } },
        { type: "log", message: "out", data: { ...command, stream: "stdout", text: "ok 1\n" } },
        {
          type: "command_finished",
          message: "done",
          data: { ...command, command: "npm test", exit_code: 1, timed_out: false, duration_ms: 40 },
        },
      ]),
    );
    const [entry] = timeline;
    expect(entry?.kind === "step" && entry.items[0]).toMatchObject({
      tail: "ok 1\n",
      ended: { exitCode: 1, timedOut: false, durationMs: 40 },
    });
  });

  it("marks a queued message as taken", () => {
    const timeline = foldTimeline(
      [],
      journal([
        {
          type: "user_message",
          message: "m",
          data: { message_id: "m1", text: "also the docs", queued: true },
        },
        { type: "user_message_taken", message: "t", data: { message_ids: ["m1"] } },
      ]),
    );
    expect(timeline).toMatchObject([
      { id: messageEntryId("m1"), kind: "message", actor: GRACE, queued: false },
    ]);
  });

  it("takes the user's next words as the answer to a question", () => {
    const asked: EventInput = { type: "question", message: "asks", data: { questions: ["Which name?"] } };
    const answer: EventInput = {
      type: "user_message",
      message: "m",
      data: { message_id: "m1", text: "total", queued: false },
    };
    expect(foldTimeline([], journal([asked]))).toMatchObject([{ kind: "question", answered: false }]);
    expect(foldTimeline([], journal([asked, answer]))[0]).toMatchObject({ kind: "question", answered: true });
  });

  it("shows a plan step once, and anew when it is started again", () => {
    const step = (status: "started" | "done" | "not_done"): EventInput => ({
      type: "plan_step",
      message: "s1",
      data: { id: "s1", status, title: "Write the tests" },
    });
    const items = (inputs: EventInput[]) =>
      foldTimeline([], journal(inputs)).flatMap((entry) =>
        entry.kind === "step" ? entry.items.map((item) => item.kind === "plan_step" && item.status) : [],
      );
    expect(items([start("apply"), step("started"), step("done")])).toEqual(["done"]);
    expect(items([start("apply"), step("done")])).toEqual(["done"]);
    expect(items([start("apply"), step("started"), step("not_done")])).toEqual(["not_done"]);
    expect(items([start("apply"), step("started"), start("apply"), step("started"), step("done")])).toEqual([
      "started",
      "done",
    ]);
  });

  it("leaves entries that an event does not touch as they are", () => {
    const first = foldTimeline([], journal([start("analyze"), start("baseline")]));
    const second = foldTimeline(first, journal([edit("a.js")]));
    expect(second[1]).toBe(first[1]);
    expect(second[0]).not.toBe(first[0]);
  });

  it("shows an event type it does not know by its message", () => {
    const unknown = { ...journal([edit("a")])[0], type: "audio_ready", message: "Audio summary ready" };
    // A newer Worker sends it; no current type covers it.
    expect(foldTimeline([], [unknown as unknown as TaskEvent])).toMatchObject([
      { kind: "note", text: "Audio summary ready" },
    ]);
  });
});
