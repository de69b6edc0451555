import type { TestCase } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";

/**
 * The text of `cargo test`. The test binary is named on stderr and its results are printed on stdout, so the suites
 * of both streams are matched by order: the n-th `running N tests` belongs to the n-th `Running` or `Doc-tests` line.
 */
export function parseCargo(stdout: string, stderr: string): TestCase[] {
  const suites = stderr
    .split(/\r?\n/)
    .map((line) => /^\s*(?:Running (?:unittests )?(\S+)|(Doc-tests \S+))/.exec(line))
    .map((match) => match?.[1] ?? match?.[2])
    .filter((name) => name !== undefined);
  const lines = stdout.split(/\r?\n/);
  const messages = readFailures(lines);
  const cases: TestCase[] = [];
  let suiteIndex = -1;
  for (const line of lines) {
    if (/^running \d+ tests?$/.test(line)) suiteIndex += 1;
    const match = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)/.exec(line);
    if (!match) continue;
    const name = match[1] ?? "";
    const suite = suites[suiteIndex] ?? "";
    cases.push(
      testCase({
        suite,
        name,
        outcome: match[2] === "ok" ? "passed" : match[2] === "ignored" ? "skipped" : "failed",
        message: messages.get(`${suiteIndex} ${name}`) ?? null,
      }),
    );
  }
  return cases;
}

/** `---- name stdout ----` blocks, by the suite's position and the test's name. */
function readFailures(lines: readonly string[]): Map<string, string> {
  const messages = new Map<string, string>();
  let suiteIndex = -1;
  let key = "";
  for (const line of lines) {
    if (/^running \d+ tests?$/.test(line)) suiteIndex += 1;
    const name = /^---- (.+) stdout ----$/.exec(line)?.[1];
    if (name !== undefined) {
      key = `${suiteIndex} ${name}`;
      messages.set(key, "");
    } else if (line === "failures:" || line.startsWith("test result:")) key = "";
    else if (key !== "") messages.set(key, `${messages.get(key) ?? ""}${line}\n`);
  }
  return messages;
}
