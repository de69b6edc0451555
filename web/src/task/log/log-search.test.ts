import { expect, it } from "vitest";
import type { LogLine } from "./buffer.ts";
import { findLines, logText } from "./log-search.ts";

const line = (kind: LogLine["kind"], text: string, id = 0): LogLine => ({
  id,
  kind,
  text,
  step: "test",
  stream: "stdout",
  bad: false,
});

it("finds text through colours and without regard to case", () => {
  const lines = [
    line("output", "ok 1"),
    line("output", "\x1b[31mFail\x1b[0med: total"),
    line("output", "done"),
  ];
  expect(findLines(lines, "FAILED")).toEqual([1]);
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
