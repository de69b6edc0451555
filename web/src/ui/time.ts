import { type Accessor, createSignal, onCleanup } from "solid-js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `850 ms`, `4.2 s`, `3m 07s`, `1h 04m`. Negative times, which a skewed clock gives, count as zero. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 1_000) return `${Math.round(value)} ms`;
  if (value < 10_000) return `${(value / 1_000).toFixed(1)} s`;
  if (value < MINUTE_MS) return `${Math.floor(value / 1_000)} s`;
  const pad = (n: number) => String(n).padStart(2, "0");
  if (value < HOUR_MS)
    return `${Math.floor(value / MINUTE_MS)}m ${pad(Math.floor((value % MINUTE_MS) / 1_000))}s`;
  return `${Math.floor(value / HOUR_MS)}h ${pad(Math.floor((value % HOUR_MS) / MINUTE_MS))}m`;
}

/** The age of `iso` in short form: `now`, `4m`, `3h`, `2d`, then the date. */
/** A running clock: `3:12`, `1:03:12`. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

export function formatAge(iso: string, now: number): string {
  const then = Date.parse(iso);
  const age = now - then;
  if (age < MINUTE_MS) return "now";
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)}m`;
  if (age < DAY_MS) return `${Math.floor(age / HOUR_MS)}h`;
  if (age < 7 * DAY_MS) return `${Math.floor(age / DAY_MS)}d`;
  return new Date(then).toLocaleDateString(undefined, { month: "short", day: "numeric" });
}

/** How long a task has worked, without waiting for a person or a machine. */
export const workedMs = (task: { worked_ms: number; working_since: string | null }, now: number): number =>
  task.worked_ms + (task.working_since === null ? 0 : Math.max(0, now - Date.parse(task.working_since)));

/** The current time as a signal that ticks every `intervalMs`. It belongs to the component that asks. */
export function createNow(intervalMs: number): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), intervalMs);
  onCleanup(() => clearInterval(timer));
  return now;
}
