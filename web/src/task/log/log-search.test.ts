import { expect, it } from "vitest";
import type { LogLine } from "./buffer.ts";
import { findLines, isProblem, logText, parseLines, writeLines } from "./log-search.ts";

const line = (kind: LogLine["kind"], text: string, id = 0): LogLine => ({
  id,
  kind,
  text,
  step: "test",
  section: -1,
  stream: "stdout",
  bad: false,
  event: "log-1",
  at: "2026-11-22T10:00:00Z",
});

it("finds text through colours and without regard to case", () => {
  const lines = [
    line("output", "ok 1"),
    line("output", "\x1b[31mFail\x1b[0med: total"),
    line("output", "done"),
  ];
  expect(findLines(lines, "FAILED")).toEqual([lines[1]]);
  expect(findLines(lines, "  ")).toEqual([]);
});

it("writes a text file that reads like the session", () => {
  const lines = [
    line("step", "Running tests"),
    line("command", "npm test"),
    line("output", "\x1b[32mok\x1b[0m"),
    line("result", "exit 0 after 1.0 s"),
  ];
  expect(logText(lines)).toBe("== Running tests ==\n$ npm test\nok\n[exit 0 after 1.0 s]\n");
});

it("tells lines that speak of a problem", () => {
  const problem = [
    "Error: boom",
    "\x1b[31mFAIL\x1b[0m a.test.js",
    "AssertionError: 1 != 2",
    "thread 'main' panicked",
  ];
  const fine = ["0 errors", "ok 1 - handles errors", "no failures", "failed: 0", "PASS a.test.js"];
  expect(problem.map((text) => isProblem(line("output", text)))).toEqual([true, true, true, true]);
  expect(fine.map((text) => isProblem(line("output", text)))).toEqual([false, false, false, false, false]);
  expect(isProblem({ ...line("result", "exit 1"), bad: true })).toBe(true);
});

it("reads and writes the lines named in an address", () => {
  expect(parseLines("#L12")).toEqual({ start: 12, end: 12 });
  expect(parseLines("#L34-L12")).toEqual({ start: 12, end: 34 });
  expect(["#L0", "#x", "", "#L1-"].map(parseLines)).toEqual([null, null, null, null]);
  expect(writeLines({ start: 3, end: 3 })).toBe("#L3");
  expect(parseLines(writeLines({ start: 3, end: 9 }))).toEqual({ start: 3, end: 9 });
});
