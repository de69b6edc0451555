import { afterEach, expect, it, vi } from "vitest";
import type { TaskEvent } from "../../protocol/index.ts";
import type { Life } from "../record/life.ts";
import { Traces } from "./traces.ts";

const TASK = "0a000000-0000-4000-8000-000000000001";
const event = (seq: number, type: TaskEvent["type"], data: object): TaskEvent =>
  ({
    task_id: TASK,
    seq,
    timestamp: "2026-11-30T12:00:10.000Z",
    stage: "planning",
    message: "canary",
    type,
    actor: { kind: "system" },
    data,
  }) as unknown as TaskEvent; // the data of its type
const STEP = { step: "plan", step_id: "plan:1", ok: false, duration_ms: 2_500, will_retry: true };
const USAGE = {
  model: "m",
  provider: "p",
  calls: 1,
  duration_ms: 900,
  usage: { input_tokens: 7, output_tokens: 2, cached_input_tokens: 0, cost_usd: null },
};

function lifeOf(events: TaskEvent[]): Life {
  const journal = {
    head: () => events.at(-1)?.seq ?? 0,
    readTypes: (types: readonly string[], after: number) =>
      events.filter(({ type, seq }) => seq > after && types.includes(type)),
  };
  return { find: () => ({ init: { taskId: TASK } }), journal } as unknown as Life; // what is read of it
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("sends steps and model calls once, each with its time, and nothing of what was said", async () => {
  const sent: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return new Response(null, { status: 200 });
  });
  const events: TaskEvent[] = [];
  const traces = new Traces(lifeOf(events), {
    OTLP_URL: "https://otel.example",
    OTLP_HEADERS: { authorization: "Bearer x" },
  });
  events.push(
    event(1, "agent_text", { text: "canary" }),
    event(2, "usage", USAGE),
    event(3, "step_finished", STEP),
  );
  await traces.send();
  await traces.send();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    url: "https://otel.example/v1/traces",
    init: { headers: { authorization: "Bearer x", "content-type": "application/json" } },
  });
  const body = String(sent[0]?.init.body);
  expect(body).not.toContain("canary");
  expect(JSON.parse(body).resourceSpans[0].scopeSpans[0].spans).toMatchObject([
    {
      name: "chat m",
      kind: 3,
      traceId: TASK.replaceAll("-", ""),
      spanId: "0000000000000002",
      status: { code: 1 },
    },
    {
      name: "step plan",
      startTimeUnixNano: `${Date.parse("2026-11-30T12:00:07.500Z")}000000`,
      endTimeUnixNano: `${Date.parse("2026-11-30T12:00:10.000Z")}000000`,
      status: { code: 2 },
    },
  ]);
});

it.each([
  ["refuses", async () => new Response(null, { status: 500 })],
  ["does not answer", () => Promise.reject(new TypeError("fetch failed"))],
])("goes on where the collector %s", async (_what, answer) => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("fetch", answer);
  const events: TaskEvent[] = [];
  const traces = new Traces(lifeOf(events), { OTLP_URL: "https://otel.example", OTLP_HEADERS: {} });
  events.push(event(1, "step_finished", STEP));
  await traces.send();
  expect(warned).toHaveBeenCalledOnce();
});

it("asks nobody without a collector", async () => {
  const asked = vi.fn();
  vi.stubGlobal("fetch", asked);
  const events: TaskEvent[] = [];
  const traces = new Traces(lifeOf(events), { OTLP_HEADERS: {} });
  events.push(event(1, "step_finished", STEP));
  await traces.send();
  expect(asked).not.toHaveBeenCalled();
});
