import type { TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";
import { Messages, type TextParser } from "./text-parser.ts";

/** `test_x (tests.test_a.TestA.test_x)` from Python 3.11 on, `test_x (tests.test_a.TestA)` before. */
const HEAD = /^(\S+) \(([\w.<>]+)\)/;
const WORDS = "ok|FAIL|ERROR|skipped\\b.*|expected failure|unexpected success";
const STATUS = new RegExp(`(?:^|\\.\\.\\. )(${WORDS})$`);
/** After output without a line end. */
const GLUED = new RegExp(`(${WORDS.replace("skipped\\b.*", "skipped ['\"].*")})$`);
const PROBLEM = /^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.*)$/;
const OUTCOMES: Record<string, TestOutcome> = {
  ok: "passed",
  FAIL: "failed",
  ERROR: "failed",
  "expected failure": "passed",
  "unexpected success": "failed",
};

interface Open {
  suite: string;
  name: string;
  /** The last line printed since. */
  last: string;
}

/**
 * Parses `python3 -m unittest -v` (stderr). A test's output may be between its name and its status, and a docstring is
 * on the line after the name. Failures without such a line (a module that does not import, a `setUpClass`, a sub-test)
 * are read from the summary blocks.
 */
export function unittestParser(): TextParser {
  const seen: { suite: string; name: string; status: string }[] = [];
  const problems = new Messages();
  let open: Open | null = null;
  let rule = false;
  let summary = false;
  let problem = "";
  let counted: number | null = null;
  const add = ({ suite, name }: Open, status: string) => seen.push({ suite, name, status });
  const resolve = () => {
    const status = open && GLUED.exec(open.last)?.[1];
    if (open && status) add(open, status);
    open = null;
  };
  const test = (line: string) => {
    const head = identify(line);
    if (head) {
      if (open && `${open.suite}::${open.name}` !== `${head.suite}::${head.name}`) resolve();
      open = { ...head, last: "" };
    }
    const status = STATUS.exec(line)?.[1];
    if (open && status) {
      add(open, status);
      open = null;
    } else if (open && line !== "") open.last = line;
  };
  const stderr = (line: string) => {
    const ran = /^Ran (\d+) tests? in [\d.]+s$/.exec(line)?.[1];
    const header = rule ? PROBLEM.exec(line)?.[1] : undefined;
    rule = /^={70}$/.test(line);
    if (ran !== undefined) {
      resolve();
      counted = (counted ?? 0) + Number(ran);
      [summary, problem] = [false, ""];
    } else if (header !== undefined) {
      resolve();
      summary = true;
      const found = identify(header);
      problem = found ? `${found.suite}::${found.name}` : "";
      if (problem !== "") problems.open(problem);
    } else if (!summary) test(line);
    else if (problem !== "" && !/^[=-]{70}$/.test(line)) problems.add(problem, line);
  };
  return {
    line: (stream, line) => (stream === "stderr" ? stderr(line) : undefined),
    end: () => {
      const known = new Set(seen.map(({ suite, name }) => `${suite}::${name}`));
      const cases = seen.map(({ suite, name, status }) => {
        const outcome = OUTCOMES[status] ?? "skipped";
        const message = problems.get(`${suite}::${name}`);
        // A failed sub-test may appear only in the block, not in the test's line.
        if (message !== null && outcome === "passed")
          return testCase({ suite, name, outcome: "failed", message });
        return testCase({
          suite,
          name,
          outcome,
          message: outcome === "skipped" ? status : (message ?? status),
        });
      });
      for (const [key, message] of problems.entries()) {
        const [suite = "", name = ""] = key.split("::");
        if (!known.has(key)) cases.push(testCase({ suite, name, outcome: "failed", message }));
      }
      return { cases, recognised: counted !== null, incomplete: cases.length < (counted ?? 0) };
    },
  };
}

function identify(line: string): { suite: string; name: string } | null {
  const match = HEAD.exec(line);
  const name = match?.[1];
  const where = match?.[2];
  if (!name || !where) return null;
  return { name, suite: where.endsWith(`.${name}`) ? where.slice(0, -name.length - 1) : where };
}
