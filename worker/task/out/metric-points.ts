/**
 * What a task's journal says in numbers, as points of Analytics Engine. Pure. A point is `blobs: [metric, label, label,
 * outcome]` and `doubles: [value, count]`; nothing of a user, a repository or a text is in one, save
 * the name of a model, which a person may have written.
 */
import type { TaskEvent } from "../../protocol/index.ts";

export interface MetricPoint {
  indexes: [metric: string];
  blobs: [metric: string, label: string, detail: string, outcome: string];
  doubles: [value: number, count: number];
}

/** Types of events that become points. */
export const MEASURED = ["state", "step_started", "step_finished", "usage", "error", "pull_request"] as const;

const point = (metric: string, label: string, value: number, detail = "", outcome = ""): MetricPoint => ({
  indexes: [metric],
  blobs: [metric, label, detail, outcome],
  doubles: [value, 1],
});

/** `createdAt`: of the task, in milliseconds. */
export function pointsOf(event: TaskEvent, createdAt: number): MetricPoint[] {
  switch (event.type) {
    case "state":
      return [point("task_state", event.data.to, 1, event.data.from ?? "")];
    case "step_started":
      return event.data.step === "clone" && event.data.attempt === 1
        ? [point("queue_delay_ms", "clone", Math.max(0, Date.parse(event.timestamp) - createdAt))]
        : [];
    case "step_finished": {
      const { step, ok, duration_ms, will_retry } = event.data;
      return [point("step_ms", step, duration_ms, "", ok ? "ok" : will_retry ? "retried" : "failed")];
    }
    case "usage": {
      const { provider = "", model, usage, duration_ms } = event.data;
      const cost = usage.cost_usd === null ? [] : [point("model_cost_usd", model, usage.cost_usd, provider)];
      const time = duration_ms === undefined ? [] : [point("model_ms", model, duration_ms, provider)];
      return [...cost, ...time];
    }
    case "error":
      return [point("failure", event.data.code, 1, event.data.step ?? "")];
    case "pull_request":
      return [point("pull_request", event.data.draft ? "draft" : "ready", 1)];
    default:
      return [];
  }
}
