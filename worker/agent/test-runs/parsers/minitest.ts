import type { TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";
import { Messages, type TextParser } from "./text-parser.ts";

/** The name is printed before the test and its result after it; the test's output is in between. */
const HEAD = /^(\S.*?)#(test_.+?) = (.*)$/;
const END = /(\d{1,9}\.\d{1,9}) s = ([.FES])$/;
const SUM = /^(\d+) (?:runs|tests), \d+ assertions, /;
const OUTCOMES: Record<string, TestOutcome> = { ".": "passed", F: "failed", E: "failed", S: "skipped" };

/** Parses minitest with `-v`: one line per test, then a block per failed test. */
export function minitestParser(): TextParser {
  const seen: { suite: string; name: string; durationMs: number; outcome: TestOutcome }[] = [];
  const messages = new Messages();
  let open: { suite: string; name: string } | null = null;
  let block: string | null = null;
  let counted = 0;
  let recognised = false;
  const stdout = (line: string) => {
    const sum = SUM.exec(line)?.[1];
    if (sum !== undefined) {
      counted += Number(sum);
      [open, block] = [null, null];
      return;
    }
    if (/^ +\d+\) (?:Failure|Error|Skipped):$/.test(line)) {
      block = "";
      return;
    }
    const head = HEAD.exec(line);
    if (head) open = { suite: head[1] ?? "", name: head[2] ?? "" };
    const end = END.exec(head ? (head[3] ?? "") : line);
    if (end && open) {
      const { suite, name } = open;
      seen.push({
        suite,
        name,
        durationMs: Number(end[1]) * 1000,
        outcome: OUTCOMES[end[2] ?? ""] ?? "failed",
      });
      recognised = true;
      [open, block] = [null, null];
    } else if (block === "") block = messages.open(/^(\S.*?#test_[^\s[:]+)/.exec(line)?.[1] ?? " ");
    else if (block !== null) messages.add(block, line);
  };
  return {
    line: (stream, line) => (stream === "stdout" ? stdout(line) : undefined),
    end: () => ({
      recognised,
      incomplete: seen.length < counted,
      cases: seen.map((item) => testCase({ ...item, message: messages.get(`${item.suite}#${item.name}`) })),
    }),
  };
}
