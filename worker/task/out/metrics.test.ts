import { describe, expect, it, vi } from "vitest";
import type { TaskEvent } from "../../protocol/index.ts";
import type { Life } from "../record/life.ts";
import { type MetricPoint, pointsOf } from "./metric-points.ts";
import { Metrics } from "./metrics.ts";

const CREATED = Date.parse("2026-11-30T12:00:00Z");
const TASK = "00000000-0000-4000-8000-000000000001";

/** An event with what is the same of all. */
const event = (type: TaskEvent["type"], data: object, seq = 1): TaskEvent =>
  ({
    task_id: TASK,
    seq,
    timestamp: "2026-11-30T12:00:02.500Z",
    stage: "cloning",
    message: "canary-message",
    type,
    actor: { kind: "system" },
    data,
  }) as unknown as TaskEvent; // the data of its type

const usage = { input_tokens: 9, output_tokens: 1, cached_input_tokens: 0 };

describe("points of a journal", () => {
  it.each<[TaskEvent, [blobs: string[], value: number][]]>([
    [
      event("state", { from: "queued", to: "cloning", reason: null }),
      [[["task_state", "cloning", "queued", ""], 1]],
    ],
    [
      event("step_started", { step: "clone", step_id: "clone:1", attempt: 1 }),
      [[["queue_delay_ms", "clone", "", ""], 2_500]],
    ],
    [event("step_started", { step: "clone", step_id: "clone:1", attempt: 2 }), []],
    [event("step_started", { step: "plan", step_id: "plan:1", attempt: 1 }), []],
    [
      event("step_finished", { step: "apply", step_id: "a", ok: true, duration_ms: 42, will_retry: false }),
      [[["step_ms", "apply", "", "ok"], 42]],
    ],
    [
      event("step_finished", { step: "apply", step_id: "a", ok: false, duration_ms: 42, will_retry: true }),
      [[["step_ms", "apply", "", "retried"], 42]],
    ],
    [
      event("step_finished", { step: "apply", step_id: "a", ok: false, duration_ms: 42, will_retry: false }),
      [[["step_ms", "apply", "", "failed"], 42]],
    ],
    [
      event("usage", {
        model: "m",
        provider: "p",
        usage: { ...usage, cost_usd: 0.5 },
        calls: 1,
        duration_ms: 900,
      }),
      [
        [["model_cost_usd", "m", "p", ""], 0.5],
        [["model_ms", "m", "p", ""], 900],
      ],
    ],
    // A price that is not known is no price of nothing.
    [event("usage", { model: "m", usage: { ...usage, cost_usd: null }, calls: 1 }), []],
    [event("error", { code: "step_timeout", step: "test" }), [[["failure", "step_timeout", "test", ""], 1]]],
    [
      event("pull_request", { url: "canary-url", number: 1, branch: "canary", commit: "c", draft: true }),
      [[["pull_request", "draft", "", ""], 1]],
    ],
    [event("log", { step: "test", command_id: null, stream: "stdout", text: "canary" }), []],
  ])("%j", (of, points) => {
    expect(pointsOf(of, CREATED).map(({ blobs, doubles }) => [blobs, doubles[0]])).toEqual(points);
    expect(JSON.stringify(pointsOf(of, CREATED))).not.toMatch(/canary|00000000-0000/);
  });
});

describe("what is written", () => {
  /** A journal that can grow. */
  function journalOf(events: TaskEvent[]) {
    const journal = {
      head: () => events.at(-1)?.seq ?? 0,
      readTypes: (types: readonly string[], after: number, limit: number) =>
        events.filter(({ type, seq }) => seq > after && types.includes(type)).slice(0, limit),
    };
    const life = { find: () => ({ createdAt: CREATED, init: { taskId: TASK } }), journal };
    return life as unknown as Life; // what is read of it
  }
  const state = (seq: number) => event("state", { from: null, to: "queued", reason: null }, seq);
  const dataset = () => {
    const points: MetricPoint[] = [];
    return { points, writeDataPoint: (point?: unknown) => void points.push(point as MetricPoint) };
  };

  it("is each event once, and after a new start what comes then", () => {
    const events: TaskEvent[] = [];
    const sink = dataset();
    const metrics = new Metrics(journalOf(events), sink);
    events.push(state(1), state(2));
    metrics.write();
    metrics.write();
    events.push(state(3));
    metrics.write();
    expect(sink.points).toHaveLength(3);
    const restarted = new Metrics(journalOf(events), sink);
    restarted.write();
    events.push(state(4));
    restarted.write();
    expect(sink.points).toHaveLength(4);
  });

  it("is nothing without a dataset, and no failure of one reaches the task", () => {
    const warned = vi.spyOn(console, "error").mockImplementation(() => {});
    new Metrics(journalOf([state(1)]), undefined).write();
    const events: TaskEvent[] = [];
    const metrics = new Metrics(journalOf(events), {
      writeDataPoint: () => {
        throw new Error("too many points");
      },
    });
    events.push(state(1));
    metrics.write();
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
  });
});
