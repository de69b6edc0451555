import { describe, expect, it } from "vitest";
import type { EventInput } from "../../../protocol/index.ts";
import { FLUSH_MS, HOLD_MS, LogWriter, PIECE_CHARS } from "./log-writer.ts";

function setUp() {
  const events: EventInput[] = [];
  let due: (() => void) | null = null;
  const writer = new LogWriter("test", (event) => events.push(event), {
    set: (run) => {
      due = run;
      return 1;
    },
    clear: () => {
      due = null;
    },
  });
  const text = () => events.map((event) => (event.type === "log" ? event.data.text : "")).join("");
  const tick = () => {
    const run = due;
    due = null;
    run?.();
  };
  return { events, writer, text, tick, waits: () => due !== null };
}

describe("LogWriter", () => {
  it("sends the first line of an idle log at once, and many writes after it as one event", () => {
    const { events, writer, tick, waits } = setUp();
    writer.write("c1", "stdout", "first\n");
    expect(events).toMatchObject([
      { type: "log", message: "first", data: { command_id: "c1", text: "first\n" } },
    ]);
    for (const word of ["a", "b", "c\n"]) writer.write("c1", "stdout", word);
    expect(events).toHaveLength(1);
    tick();
    expect(events.slice(1)).toMatchObject([
      { type: "log", message: "abc", data: { command_id: "c1", text: "abc\n" } },
    ]);
    // A pause, after which the log is idle again.
    tick();
    expect(waits()).toBe(false);
    writer.write("c1", "stderr", "again\n");
    expect(events).toHaveLength(3);
  });

  it("holds marks of progress back for a while, and nothing else", () => {
    const { events, writer, text, tick } = setUp();
    let written = "";
    const write = (mark: string) => {
      written += mark;
      writer.write("c1", "stdout", mark);
      tick();
    };
    for (let n = 0; n < 240; n += 1) write(n % 2 === 0 ? "." : "\u001b[32m·\u001b[0m");
    expect(events.length).toBeLessThanOrEqual(240 / (HOLD_MS / FLUSH_MS) + 1);
    write("\n240 passing");
    tick();
    expect(text()).toBe(written);
    const before = events.length;
    write("Continue? ");
    tick();
    expect(events.length).toBe(before + 1);
    // What is held does not stay behind.
    writer.write("c1", "stdout", ".");
    writer.end("c1");
    expect(text()).toBe(`${written}.`);
  });

  it("leaves no timer behind at a command's end", () => {
    const { writer, waits } = setUp();
    writer.write("c1", "stdout", "a");
    writer.write("c1", "stdout", "b");
    expect(waits()).toBe(true);
    writer.end("c1");
    expect(waits()).toBe(false);
  });

  it("keeps streams and commands apart, in order", () => {
    const { events, writer } = setUp();
    writer.write("c1", "stdout", "out");
    writer.write("c1", "stderr", "err");
    writer.write("c2", "stderr", "two");
    writer.flush();
    expect(events.map((event) => event.type === "log" && [event.data.stream, event.data.text])).toEqual([
      ["stdout", "out"],
      ["stderr", "err"],
      ["stderr", "two"],
    ]);
  });

  it("sends pieces of bounded size and loses nothing", () => {
    const { events, writer, text } = setUp();
    const long = "x".repeat(PIECE_CHARS * 2 + 5);
    writer.write("c1", "stdout", long);
    writer.end("c1");
    expect(events).toHaveLength(3);
    expect(text()).toBe(long);
  });

  it("keeps the end of what exceeds a step's share, and says how much is missing", () => {
    const { events, writer, text } = setUp();
    const line = `${"y".repeat(999)}\n`;
    for (let at = 0; at < 6_000; at++) writer.write("c1", "stdout", at === 5_999 ? "the last line\n" : line);
    writer.end("c1");
    const truncated = events.find((event) => event.type === "log_truncated");
    const dropped = truncated?.type === "log_truncated" ? truncated.data.dropped_bytes : 0;
    expect(dropped).toBeGreaterThan(900_000);
    expect(text().endsWith("the last line\n")).toBe(true);
    expect(text().length + dropped).toBe(5_999_000 + "the last line\n".length);
  });

  it("uses the last line as the message", () => {
    const { events, writer } = setUp();
    writer.write(null, "stdout", "first\nsecond  \n\n");
    writer.flush();
    expect(events[0]?.message).toBe("second");
    expect(events).toMatchObject([{ type: "log", data: { stream: "stdout", text: "first\nsecond  \n\n" } }]);
  });
});
