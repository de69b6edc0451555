/** Steps and model calls of a task as spans of OpenTelemetry, in the JSON form of OTLP over HTTP. Pure. */
import type { TaskEvent } from "../../protocol/index.ts";

/** Types of events that become spans. */
export const TRACED = ["step_finished", "usage"] as const;

interface Span {
  traceId: string;
  spanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: {
    key: string;
    value: { stringValue: string } | { intValue: string } | { boolValue: boolean };
  }[];
  status: { code: number };
}

const INTERNAL = 1;
const CLIENT = 3;
const OK = 1;
const ERROR = 2;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const whole = (key: string, value: number) => ({ key, value: { intValue: String(value) } });

/** A task is one trace. No prompt, repository or user is in it. */
function spanOf(event: TaskEvent): Span | null {
  const end = Date.parse(event.timestamp);
  const span = (
    name: string,
    kind: number,
    durationMs: number,
    ok: boolean,
    attributes: Span["attributes"],
  ) => ({
    traceId: event.task_id.replaceAll("-", ""),
    spanId: event.seq.toString(16).padStart(16, "0"),
    name,
    kind,
    startTimeUnixNano: nanos(end - durationMs),
    endTimeUnixNano: nanos(end),
    attributes: [text("verne.task_id", event.task_id), text("verne.stage", event.stage), ...attributes],
    status: { code: ok ? OK : ERROR },
  });
  if (event.type === "step_finished") {
    const { step, step_id, ok, duration_ms, will_retry } = event.data;
    return span(`step ${step}`, INTERNAL, duration_ms, ok, [
      text("verne.step_id", step_id),
      { key: "verne.will_retry", value: { boolValue: will_retry } },
    ]);
  }
  if (event.type !== "usage") return null;
  const { model, provider = "", usage, duration_ms = 0 } = event.data;
  return span(`chat ${model}`, CLIENT, duration_ms, true, [
    text("gen_ai.request.model", model),
    text("gen_ai.provider.name", provider),
    whole("gen_ai.usage.input_tokens", usage.input_tokens),
    whole("gen_ai.usage.output_tokens", usage.output_tokens),
  ]);
}

/** Beyond what a number holds exactly. */
const nanos = (ms: number): string => (BigInt(Math.round(ms)) * 1_000_000n).toString();

/** The body of a request to `/v1/traces`; null where no event is a span. */
export function tracesOf(events: readonly TaskEvent[]): object | null {
  const spans = events.flatMap((event) => spanOf(event) ?? []);
  if (spans.length === 0) return null;
  const resource = { attributes: [text("service.name", "verne")] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "verne" }, spans }] }] };
}
