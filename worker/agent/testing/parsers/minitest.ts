import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";

const LINE = /^(\S.*?)#(test_.+?) = (\d+(?:\.\d+)?) s = ([.FES])$/;
const OUTCOMES: Record<string, TestOutcome> = { ".": "passed", F: "failed", E: "failed", S: "skipped" };

/** The text of minitest with `-v`: one line for each test, then a block for each that failed. */
export function parseMinitest(text: string): TestCase[] {
  const lines = text.split(/\r?\n/);
  const messages = readBlocks(lines);
  return lines.flatMap((line) => {
    const match = LINE.exec(line);
    if (!match) return [];
    const [, suite = "", name = "", seconds = "", mark = ""] = match;
    return [
      testCase({
        suite,
        name,
        outcome: OUTCOMES[mark] ?? "failed",
        message: messages.get(`${suite}#${name}`) ?? null,
        durationMs: Number(seconds) * 1000,
      }),
    ];
  });
}

/** `  1) Failure:` is followed by a line that begins with `Suite#test_name`. */
function readBlocks(lines: readonly string[]): Map<string, string> {
  const messages = new Map<string, string>();
  let key = "";
  for (const [index, line] of lines.entries()) {
    if (/^ +\d+\) (?:Failure|Error|Skipped):$/.test(line)) {
      key = /^(\S.*?#test_[^\s[:]+)/.exec(lines[index + 1] ?? "")?.[1] ?? "";
      messages.set(key, "");
    } else if (/^\d+ (?:runs|tests), /.test(line)) key = "";
    else if (key !== "") messages.set(key, `${messages.get(key) ?? ""}${line}\n`);
  }
  return messages;
}
