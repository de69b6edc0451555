import type { TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";
import { Messages, type TextParser } from "./text-parser.ts";

const MODULE = /^(\S+) \[(\S+\.exs?)\]$/;
/**
 * Redrawn in place: without a terminal the line is printed twice, the second time with its duration. The first one
 * alone means that the test did not end.
 */
const TEST = /^ {2}\* (.+?) \((?:(\d+(?:\.\d+)?)ms|skipped|excluded)\) \[L#\d+\]$/;
const STARTED = /^ {2}\* .+ \[L#\d+\]/;
const FAILURE = /^ {2}\d+\) (.+) \((\S+)\)$/;
const SUM = /^(?:\d+ \w+, )*?(\d+) tests?, \d+ failures?(.*)$/;

interface Seen {
  file: string;
  suite: string;
  name: string;
  outcome: TestOutcome;
  durationMs: number | null;
}

/**
 * Parses `mix test --trace`. Failed and passed tests have the same line; the numbered blocks that follow name the
 * failed ones. A file that does not compile yields no test and a non-zero exit status.
 */
export function exunitParser(): TextParser {
  const seen = new Map<string, Seen>();
  const failures = new Messages();
  let module = { suite: "", file: "" };
  let failure = "";
  let counted = 0;
  let run = 0;
  const stdout = (raw: string) => {
    // The last redraw of the line.
    const line = raw.split("\r").at(-1) ?? "";
    const head = MODULE.exec(line);
    if (head) module = { suite: head[1] ?? "", file: head[2] ?? "" };
    const test = TEST.exec(line);
    if (test) {
      const skipped = test[2] === undefined;
      if (!/\(excluded\) \[L#\d+\]$/.test(line)) run += 1;
      const name = test[1] ?? "";
      const durationMs = skipped ? null : Number(test[2]);
      const outcome = skipped ? "skipped" : "passed";
      seen.set(`${module.suite} ${name}`, { ...module, name, outcome, durationMs });
    }
    counted += countOf(line);
    const failed = FAILURE.exec(line);
    if (failed) failure = failures.open(`${failed[2]} ${failed[1]}`);
    else if (head || test || STARTED.test(line) || /^Finished in /.test(line)) failure = "";
    else if (failure !== "") failures.add(failure, line.replace(/^ {5}/, ""));
  };
  return {
    line: (stream, line) => (stream === "stdout" ? stdout(line) : undefined),
    end() {
      for (const [key] of failures.entries()) {
        const [suite = "", ...name] = key.split(" ");
        if (!seen.has(key))
          seen.set(key, { file: "", suite, name: name.join(" "), outcome: "failed", durationMs: null });
      }
      const cases = [...seen].map(([key, item]) => {
        const message = failures.get(key);
        const file = item.file === "" ? null : item.file;
        return testCase({ ...item, file, outcome: message === null ? item.outcome : "failed", message });
      });
      return { cases, recognised: run > 0, incomplete: run < counted };
    },
  };
}

/** Number of tests in a summary line, without the excluded ones; `2 doctests, 5 tests, 1 failure, 1 excluded`. */
function countOf(line: string): number {
  if (!SUM.test(line)) return 0;
  const count = (word: RegExp) => Number(word.exec(line)?.[1] ?? 0);
  const all = count(/\b(\d+) tests?\b/) + count(/\b(\d+) doctests?\b/) + count(/\b(\d+) propert(?:y|ies)\b/);
  return Math.max(0, all - count(/\b(\d+) excluded\b/));
}
