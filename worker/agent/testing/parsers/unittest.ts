import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";

/** `test_x (tests.test_a.TestA.test_x)` from Python 3.11 on, `test_x (tests.test_a.TestA)` before. */
const HEAD = /^(\S+) \(([\w.<>]+)\)/;
const STATUS = /(?:^|\.\.\. )(ok|FAIL|ERROR|skipped\b.*|expected failure|unexpected success)$/;
const OUTCOMES: Record<string, TestOutcome> = {
  ok: "passed",
  FAIL: "failed",
  ERROR: "failed",
  "expected failure": "passed",
  "unexpected success": "failed",
};

/**
 * The text of `python3 -m unittest -v` (stderr). A test's own output may stand between its name and its status, and
 * a docstring takes the line after the name. Failures without such a line (a module that does not import, a
 * `setUpClass`, a sub-test) come from the summary blocks.
 */
export function parseUnittest(text: string): TestCase[] {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => /^={70}$/.test(line));
  const problems = readProblems(end === -1 ? [] : lines.slice(end));
  const cases: TestCase[] = [];
  const seen = new Set<string>();
  let open: { suite: string; name: string } | null = null;
  for (const line of end === -1 ? lines : lines.slice(0, end)) {
    const head = identify(line);
    if (head) open = head;
    const status = STATUS.exec(line)?.[1];
    if (!status || !open) continue;
    const outcome = OUTCOMES[status] ?? "skipped";
    const key = `${open.suite}::${open.name}`;
    cases.push(
      testCase({ ...open, outcome, message: outcome === "skipped" ? status : (problems.get(key) ?? status) }),
    );
    seen.add(key);
    open = null;
  }
  for (const [key, message] of problems) {
    if (seen.has(key)) {
      // A failed sub-test: the test's own line may say nothing, the block does.
      const index = cases.findIndex((item) => item.id === key && item.outcome === "passed");
      const [suite = "", name = ""] = key.split("::");
      if (index !== -1) cases[index] = testCase({ suite, name, outcome: "failed", message });
      continue;
    }
    const [suite = "", name = ""] = key.split("::");
    cases.push(testCase({ suite, name, outcome: "failed", message }));
  }
  return cases;
}

function identify(line: string): { suite: string; name: string } | null {
  const match = HEAD.exec(line);
  const name = match?.[1];
  const where = match?.[2];
  if (!name || !where) return null;
  return { name, suite: where.endsWith(`.${name}`) ? where.slice(0, -name.length - 1) : where };
}

/** `FAIL: test_x (...)` blocks, by `suite::name`; several blocks of one test are joined. */
function readProblems(lines: readonly string[]): Map<string, string> {
  const problems = new Map<string, string>();
  let key = "";
  for (const line of lines) {
    const header = /^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.*)$/.exec(line)?.[1];
    const found = header === undefined ? null : identify(header);
    if (found) {
      key = `${found.suite}::${found.name}`;
      problems.set(key, problems.get(key) ?? "");
    } else if (/^Ran \d+ tests? in /.test(line)) key = "";
    else if (key !== "" && !/^[=-]{70}$/.test(line)) problems.set(key, `${problems.get(key) ?? ""}${line}\n`);
  }
  return problems;
}
