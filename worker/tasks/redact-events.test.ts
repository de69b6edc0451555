import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskEvent } from "../protocol/index.ts";
import { redactEvents, settledCount } from "./redact-events.ts";

type LogEvent = Extract<TaskEvent, { type: "log" }>;

const NOW = Date.parse("2026-11-22T10:00:10.000Z");
const BASE = {
  actor: { kind: "system" as const },
  task_id: "10000000-0000-4000-8000-00000000000a",
  timestamp: "2026-11-22T10:00:00.000Z",
  stage: "running_tests" as const,
};

const log = (
  seq: number,
  text: string,
  stream: "stdout" | "stderr" = "stdout",
  ageMs = 10_000,
): LogEvent => ({
  ...BASE,
  seq,
  timestamp: new Date(NOW - ageMs).toISOString(),
  message: text.trimEnd().split("\n").at(-1)?.trim() || "output",
  type: "log",
  data: { step: "test", command_id: "c1", stream, text },
});
const ended: TaskEvent = {
  ...BASE,
  seq: 9,
  message: "Cancelled",
  type: "state",
  data: { from: "testing", to: "cancelled", reason: null },
};

const textOf = (events: readonly TaskEvent[], stream: string) =>
  events
    .map((event) => (event.type === "log" && event.data.stream === stream ? event.data.text : ""))
    .join("");

const SECRET = `ghp_${"aB3x".repeat(9)}`;

describe("redactEvents", () => {
  it("masks a secret that was cut anywhere, with another stream in between", () => {
    const whole = `Cloning\nremote: ${SECRET} was used\n`;
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 6 }), (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), whole.length];
        const events = ends.flatMap((end, index) => [
          log(2 * index + 1, whole.slice(ends[index - 1] ?? 0, end)),
          log(2 * index + 2, "warning: ", "stderr"),
        ]);
        const masked = redactEvents(events);
        expect(textOf(masked, "stdout")).toBe(whole.replace(SECRET, "•".repeat(SECRET.length)));
        expect(textOf(masked, "stderr")).toBe(textOf(events, "stderr"));
        const lengths = (all: readonly TaskEvent[]) =>
          all.map((event) => event.type === "log" && event.data.text.length);
        expect(lengths(masked)).toEqual(lengths(events));
        // Nor does a one-line message tell a part of it.
        for (const { message } of masked) expect(message).not.toMatch(/aB3x|ghp_/);
      }),
    );
  });

  it("masks everything else that an event says", () => {
    const command = `curl -H "Authorization: Bearer ${SECRET}"`;
    const event: TaskEvent = {
      ...BASE,
      seq: 1,
      message: command,
      type: "command_started",
      data: { step: "test", command_id: "c1", command },
    };
    const [masked] = redactEvents([event]);
    expect(JSON.stringify(masked)).not.toContain("ghp_");
    expect(masked).toMatchObject({ seq: 1, type: "command_started", data: { command_id: "c1" } });
  });

  it("leaves harmless events as they are", () => {
    const events = [log(1, "ok 1 - adds\n"), ended];
    expect(redactEvents(events)).toEqual(events);
  });
});

describe("settledCount", () => {
  it("holds back output whose other half may be on its way", () => {
    const events = [log(1, "token ghp_a"), log(2, "aaa", "stdout", 1_900), log(3, "bbb", "stdout", 10)];
    expect(settledCount(events, NOW, false)).toBe(1);
    expect(settledCount(events, NOW + 200, false)).toBe(2);
    expect(settledCount(events, NOW + 2_000, false)).toBe(3);
  });

  it("holds back nothing of a task that has ended", () => {
    const events = [log(1, "aaa", "stdout", 10)];
    expect(settledCount(events, NOW, true)).toBe(1);
    expect(settledCount([...events, ended], NOW, false)).toBe(2);
  });
});
