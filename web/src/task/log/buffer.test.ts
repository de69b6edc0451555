import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventInput, TaskEvent } from "../../../../worker/protocol/index.ts";
import { plainText } from "./ansi.ts";
import {
  appendToLog,
  EMPTY_LOG,
  type LogBuffer,
  MAX_LOG_LINES,
  prependToLog,
  resumeAt,
  TRIM_SLACK_LINES,
  totalLines,
} from "./buffer.ts";
import { readEarlier } from "./earlier.ts";
import { indexOfLine, NO_ROWS, rowsOf } from "./rows.ts";
import { START } from "./terminal-rows.ts";

const journal = (inputs: readonly EventInput[]): TaskEvent[] =>
  inputs.map(
    (input, index) =>
      // EventInput and TaskEvent pair type and data in the same way; only the envelope is added.
      ({
        ...input,
        task_id: "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10",
        seq: index + 1,
        timestamp: "2026-11-22T10:00:00Z",
        stage: "running_tests",
      }) as TaskEvent,
  );
const log = (text: string, stream: "stdout" | "stderr" = "stdout", command = "c1"): EventInput => ({
  type: "log",
  message: "output",
  data: { step: "test", command_id: command, stream, text },
});
const started = (step: "baseline" | "plan" | "test", attempt = 1): EventInput => ({
  type: "step_started",
  message: step,
  data: { step, step_id: `${step}:${attempt}`, attempt },
});
const of = (...inputs: EventInput[]): LogBuffer => appendToLog(EMPTY_LOG, journal(inputs));
const texts = (...inputs: EventInput[]) => of(...inputs).lines.map((line) => line.text);

const bar = (step: (percent: number) => string) => Array.from({ length: 101 }, (_, i) => step(i)).join("");

describe("appendToLog", () => {
  it("joins a line that was cut between two pieces", () => {
    expect(texts(log("one\ntw"), log("o\nthree\n"))).toEqual(["one", "two", "three"]);
  });

  it("keeps the two streams of a command apart", () => {
    expect(texts(log("out"), log("err\n", "stderr"), log("put\n"))).toEqual(["output", "err"]);
  });

  it("shows the last state of a line rewritten by carriage returns", () => {
    expect(texts(log("10%\r55%\r100%\r\ndone\n"))).toEqual(["100%", "done"]);
  });

  it.each<[string, string, string[]]>([
    ["erases the line", `${bar((i) => `\x1b[2K\x1b[1Gbuilding ${i}%`)}\n`, ["building 100%"]],
    ["erases to the end", `${bar((i) => `\rget ${100 - i}\x1b[K`)}\n`, ["get 0"]],
    ["erases what stands before", `${bar((i) => `\x1b[1K\x1b[Gget ${i}`)}\n`, ["get 100"]],
    ["is erased at its end", `${bar((i) => `\r${i}%`)}\r\x1b[Kdone\n`, ["done"]],
    ["goes up", `first\n${bar((i) => `\x1b[1A\x1b[2Kstep ${i}\n`)}end\n`, ["step 100", "end"]],
    ["goes up to the line's beginning", `x\n${bar((i) => `\x1b[Fstep ${i}\n`)}`, ["step 100"]],
    [
      "goes up two lines",
      `a\nb\n${bar((i) => `\x1b[2A\x1b[Kone ${i}\n\x1b[Ktwo ${i}\n`)}c\n`,
      ["one 100", "two 100", "c"],
    ],
    ["erases all below", `a\nb\nc\n\x1b[3A\x1b[0Jnew\n`, ["new", "", ""]],
    ["uses backspaces", `${bar((i) => `${i}%${"\b".repeat(`${i}%`.length)}`)}done\n`, ["done"]],
    ["moves left", `at 10%\x1b[3D20%\x1b[3D30%\n`, ["at 30%"]],
    ["moves to a column", `at 10%\x1b[4G30%\n`, ["at 30%"]],
    ["only looks up", "a\nb\n\x1b[2A\x1b[2Bc\n", ["a", "b", "c"]],
    ["cannot go above its first line", "\x1b[9Aa\n\x1b[9Ab\n", ["b"]],
  ])("draws a bar that %s as one", (_what, text, lines) => {
    expect(texts(log(text)).map(plainText)).toEqual(lines);
    // Wherever the chunks are cut.
    expect(texts(...[...text].map((char) => log(char))).map(plainText)).toEqual(lines);
  });

  it("keeps the colours of what stays", () => {
    expect(texts(log("\x1b[31mred\x1b[0m 10%\r\x1b[K\x1b[32mgreen\x1b[0m\n"))).toEqual([
      "\x1b[32mgreen\x1b[0m",
    ]);
  });

  it("lets each stream have rows of its own", () => {
    const found = texts(log("a\n"), log("e\n", "stderr"), log("\x1b[1A\x1b[2Kb\n"), log("f\n", "stderr"));
    expect(found.map(plainText)).toEqual(["b", "e", "f"]);
  });

  it("gives lines however the text is cut into pieces", () => {
    const moves = [
      "\x1b[2K",
      "\x1b[K",
      "\x1b[1A",
      "\x1b[2B",
      "\x1b[1G",
      "\x1b[3D",
      "\b",
      "\x1b[0m",
      "\x1b[J",
    ];
    const text = fc
      .array(fc.constantFrom("a", "bc", "\n", "\n\n", "é", "\r", "\r\n", ...moves), { maxLength: 40 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 5 }), (whole, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
        const found = texts(...pieces.map((piece) => log(piece)));
        expect(found.map(plainText)).toEqual(texts(log(whole)).map(plainText));
      }),
    );
  });

  it("drops the oldest lines beyond the limit and keeps counting ids", () => {
    const first = of(log("x\n".repeat(MAX_LOG_LINES + TRIM_SLACK_LINES)));
    expect(first.dropped).toBe(0);
    const second = appendToLog(first, journal([log("last\n")]));
    expect(second.lines).toHaveLength(MAX_LOG_LINES);
    expect(second.dropped).toBe(TRIM_SLACK_LINES + 1);
    expect(second.lines.at(-1)).toMatchObject({ id: MAX_LOG_LINES + TRIM_SLACK_LINES, text: "last" });
  });

  it("says how much output the sandbox left out", () => {
    expect(
      texts({
        type: "log_truncated",
        message: "left out",
        data: { step: "test", command_id: "c1", dropped_bytes: 2_097_152 },
      }),
    ).toEqual(["2,048 KB of output left out"]);
  });

  it("gives the same object for events without output", () => {
    const events = journal([{ type: "agent_text", message: "text", data: { text: "hello" } }]);
    expect(appendToLog(EMPTY_LOG, events)).toBe(EMPTY_LOG);
  });

  it("puts lines under the newest run of their step, also when steps overlap", () => {
    const found = of(started("test"), started("plan"), log("a\n"), started("test", 2), log("b\n"));
    expect(found.lines.map(({ kind, section }) => [kind, section])).toEqual([
      ["step", 0],
      ["step", 1],
      ["output", 0],
      ["step", 3],
      ["output", 3],
    ]);
  });

  it("knows how a section ended", () => {
    const end: EventInput = {
      type: "step_finished",
      message: "done",
      data: { step: "test", step_id: "test:1", ok: false, duration_ms: 812, will_retry: true },
    };
    expect(of(started("test"), end).sections).toEqual([
      {
        id: 0,
        step: "test",
        stepId: "test:1",
        attempt: 1,
        at: "2026-11-22T10:00:00Z",
        ended: { ok: false, durationMs: 812, willRetry: true },
      },
    ]);
  });
});

/**
 * Output as commands write it: pieces of several lines, cut anywhere, of two commands in turn, some of it very long.
 */
const input = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(started("test"), started("baseline")) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom("stdout", "stderr"),
        fc.constantFrom("c1", "c2"),
        fc.nat(30),
        fc.constantFrom("", "tail"),
      )
      .map(([stream, command, lines, tail]) => log("x\n".repeat(lines) + tail, stream, command)),
  },
);
/** A log of many marks: some of the pieces are a thousand lines long. */
const inputs = fc.array(
  fc.oneof({ weight: 8, arbitrary: input }, { weight: 2, arbitrary: fc.constant(log("y\n".repeat(1_800))) }),
  { minLength: 10, maxLength: 60 },
);

describe("the whole buffer", () => {
  /** The log that keeps only its last `limit` lines, as a long task leaves it. */
  const short = (limit: number): LogBuffer => ({ ...EMPTY_LOG, maxLines: limit });

  it("gives lines the same numbers and order however much was dropped, read again and folded", async () => {
    await fc.assert(
      fc.asyncProperty(
        inputs,
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 25 }),
        fc.array(fc.nat(12_000), { maxLength: 4 }),
        fc.nat(59),
        async (written, limit, pageSize, asked, pause) => {
          const events = journal(written);
          const whole = appendToLog({ ...EMPTY_LOG, maxLines: Number.POSITIVE_INFINITY }, events);
          let now = appendToLog(short(limit), events.slice(0, pause));
          const readPage = async (after: number) => ({ items: events.slice(after, after + pageSize) });
          for (const from of asked) {
            if (now.dropped === 0) break;
            const end = now.dropped;
            now = prependToLog(now, await readEarlier(() => now, Math.min(from, end - 1), readPage));
            expect(now.dropped).toBeLessThanOrEqual(Math.min(from, end - 1));
          }
          now = appendToLog(now, events.slice(pause));
          const same = (lines: LogBuffer["lines"]) => lines.map(({ id, event, kind }) => [id, event, kind]);
          expect(totalLines(now)).toBe(totalLines(whole));
          expect(same(now.lines)).toEqual(same(whole.lines.slice(now.dropped)));
          expect(now.sections).toEqual(whole.sections);

          const folded = new Set(now.sections.slice(1).map(({ id }) => id));
          const { lines, hidden } = rowsOf(now, { onlyErrors: false, folded }, NO_ROWS);
          const held = lines.filter((one) => one.id >= now.dropped);
          expect(held).toEqual(now.lines.filter((one) => one.kind === "step" || !folded.has(one.section)));
          for (const id of hidden.keys()) expect(lines[indexOfLine(lines, id)]?.kind).toBe("step");
          expect(held.length + [...hidden.values()].reduce((sum, n) => sum + n, 0)).toBe(now.lines.length);
          for (const line of lines.slice(0, 50)) expect(lines[indexOfLine(lines, line.id)]).toBe(line);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("gives a folded section a head when its own is not held any more", () => {
    const now = appendToLog(short(10), journal([started("test"), log("x\n".repeat(5_000))]));
    const filter = { onlyErrors: false, folded: new Set([0]) };
    const { lines, hidden } = rowsOf(now, filter, NO_ROWS);
    expect(lines.map(({ id, kind }) => [id, kind])).toEqual([[0, "step"]]);
    expect(hidden.get(0)).toBe(10);
    const before = rowsOf(now, { ...filter, folded: new Set() }, NO_ROWS);
    expect(before.lines).toBe(now.lines);
  });

  it("counts the rows that were dropped from the front", () => {
    const filter = { onlyErrors: false, folded: new Set<number>() };
    const events = journal([log("x\n".repeat(100)), log("y\n".repeat(TRIM_SLACK_LINES))]);
    const first = appendToLog(short(100), events.slice(0, 1));
    const before = rowsOf(first, filter, NO_ROWS);
    const after = rowsOf(appendToLog(first, [...events.slice(1), ...journal([log("z\n")])]), filter, before);
    expect(before.trimmed).toBe(0);
    expect(after.trimmed).toBe(100);
  });

  it("refuses lines that do not end where it begins", () => {
    const now = appendToLog(short(10), journal([log("x\n".repeat(5_000))]));
    const others = of(log("x\n".repeat(10))).lines;
    expect(prependToLog(now, others)).toBe(now);
    expect(prependToLog(now, [])).toBe(now);
  });

  it("completes a line that was cut at the place from which it was read again", async () => {
    const events = journal([
      log(`${"x\n".repeat(6_000)}cut h`),
      log("ere\n"),
      log("y\n".repeat(6_000)),
      log("z\n"),
    ]);
    const now = appendToLog(short(100), events);
    const again = await readEarlier(
      () => now,
      0,
      async (after) => ({ items: events.slice(after, after + 1) }),
    );
    expect(again).toHaveLength(now.dropped);
    expect(again[6_000]?.text).toBe("cut here");
  });

  it("says so when the journal does not have the lines any more", async () => {
    const now = appendToLog(short(10), journal([log("x\n".repeat(5_000))]));
    await expect(
      readEarlier(
        () => now,
        0,
        async () => ({ items: [] }),
      ),
    ).rejects.toThrow("no longer kept");
  });

  it("does not give the number of a dropped line to another", () => {
    const mark = { seq: 1, id: 5, open: new Map([["c1/stdout", { ...START, id: 4, raw: "begun" }]]) };
    const again = appendToLog(resumeAt(mark, []), journal([log(" and ended\nnext\n")]));
    expect(again.lines.map(({ id, text }) => [id, text])).toEqual([[5, "next"]]);
  });
});
