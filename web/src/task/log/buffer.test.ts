import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskEvent } from "../../../../worker/protocol/index.ts";
import { appendToLog, EMPTY_LOG, MAX_LOG_LINES } from "./buffer.ts";

const base = {
  task_id: "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10",
  seq: 1,
  timestamp: "2026-11-22T10:00:00Z",
  stage: "running_tests" as const,
  message: "output",
};
const log = (text: string, stream: "stdout" | "stderr" = "stdout"): TaskEvent => ({
  ...base,
  type: "log",
  data: { step: "test", command_id: "c1", stream, text },
});
const texts = (events: TaskEvent[]) => appendToLog(EMPTY_LOG, events).lines.map((line) => line.text);

describe("appendToLog", () => {
  it("joins a line that was cut between two pieces", () => {
    expect(texts([log("one\ntw"), log("o\nthree\n")])).toEqual(["one", "two", "three"]);
  });

  it("keeps the two streams of a command apart", () => {
    expect(texts([log("out"), log("err\n", "stderr"), log("put\n")])).toEqual(["output", "err"]);
  });

  it("shows the last state of a line rewritten by carriage returns", () => {
    expect(texts([log("10%\r55%\r100%\r\ndone\n")])).toEqual(["100%", "done"]);
  });

  it("gives lines however the text is cut into pieces", () => {
    const text = fc
      .array(fc.constantFrom("a", "bc", "\n", "\n\n", "é", "\r", "\r\n"), { maxLength: 40 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 5 }), (whole, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
        expect(texts(pieces.map((piece) => log(piece)))).toEqual(texts([log(whole)]));
      }),
    );
  });

  it("drops the oldest lines beyond the limit and keeps counting ids", () => {
    const first = appendToLog(EMPTY_LOG, [log("x\n".repeat(MAX_LOG_LINES))]);
    const second = appendToLog(first, [log("last\n")]);
    expect(second.lines).toHaveLength(MAX_LOG_LINES);
    expect(second.dropped).toBe(1);
    expect(second.lines.at(-1)).toMatchObject({ id: MAX_LOG_LINES, text: "last" });
  });

  it("says how much output the sandbox left out", () => {
    const event: TaskEvent = {
      ...base,
      type: "log_truncated",
      data: { step: "test", command_id: "c1", dropped_bytes: 2_097_152 },
    };
    expect(texts([event])).toEqual(["2,048 KB of output left out"]);
  });

  it("gives the same object for events without output", () => {
    const event: TaskEvent = { ...base, type: "agent_text", data: { text: "hello" } };
    expect(appendToLog(EMPTY_LOG, [event])).toBe(EMPTY_LOG);
  });
});
