import type { TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";
import { Messages, type TextParser } from "./text-parser.ts";

const OUTCOMES: Record<string, TestOutcome> = { ok: "passed", FAILED: "failed", ignored: "skipped" };
const SUITE = /^ {2,}(?:Running (?:unittests )?(\S+)(?: \(.+\))?|(Doc-tests \S+))$/;
const DONE = /^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)(?![\w])/;
/** With one thread the name is printed before the test runs, followed by the test's output. */
const OPEN = /^test (.+?)(?: - should panic)? \.\.\. ?(.*)$/;
/** After output without a line end. */
const GLUED = /test (\S+|\S+ - \S.* \(line \d+\))(?: - should panic)? \.\.\. (ok|FAILED|ignored)$/;
const STATUS = /(ok|FAILED|ignored)$/;
const SUM = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; (\d+) measured/;

interface Seen {
  suite: number;
  name: string;
  status: string;
}

/**
 * Parses `cargo test`. The test binary is named on stderr and its results are on stdout, so suites are matched by
 * order: the n-th `running N tests` belongs to the n-th `Running` or `Doc-tests` line.
 */
export function cargoParser(): TextParser {
  const suites: string[] = [];
  const seen: Seen[] = [];
  const messages = new Messages();
  let suite = -1;
  let inSuite: Record<string, number> = {};
  let running = false;
  let failures = false;
  let block = "";
  let pending: { name: string; status: string | undefined } | null = null;
  let recognised = false;
  let incomplete = false;
  const add = (name: string, status: string) => {
    seen.push({ suite, name, status });
    inSuite[status] = (inSuite[status] ?? 0) + 1;
  };
  const resolve = () => {
    if (pending?.status !== undefined) add(pending.name, pending.status);
    pending = null;
  };
  const test = (line: string) => {
    const open = OPEN.exec(line);
    const done = DONE.exec(line) ?? (open ? null : GLUED.exec(line));
    if (done || open) resolve();
    if (done) add(done[1] ?? "", done[2] ?? "");
    else if (open) pending = { name: open[1] ?? "", status: STATUS.exec(open[2] ?? "")?.[1] };
    else if (pending) pending.status = STATUS.exec(line)?.[1] ?? pending.status;
  };
  const stdout = (line: string) => {
    const sum = SUM.exec(line);
    if (/^running \d+ tests?$/.test(line)) {
      // A suite without a summary was aborted.
      incomplete ||= running;
      suite += 1;
      [inSuite, running, failures, block, pending] = [{}, true, false, "", null];
    } else if (sum) {
      resolve();
      recognised = true;
      // A test's output may look like another test's status.
      const [passed, failed, ignored, measured] = sum.slice(1).map(Number);
      incomplete ||=
        (inSuite.ok ?? 0) !== (passed ?? 0) + (measured ?? 0) ||
        (inSuite.FAILED ?? 0) !== failed ||
        (inSuite.ignored ?? 0) !== ignored;
      running = false;
      failures = false;
    } else if (line === "failures:") {
      resolve();
      [failures, block] = [true, ""];
    } else if (failures) {
      const name = /^---- (.+) stdout ----$/.exec(line)?.[1];
      if (name !== undefined) block = messages.open(`${suite} ${name}`);
      else if (block !== "") messages.add(block, line);
    } else if (running) test(line);
  };
  return {
    line(stream, line) {
      if (stream === "stdout") return stdout(line);
      const found = SUITE.exec(line);
      const name = found?.[1] ?? found?.[2];
      if (name !== undefined) suites.push(name);
    },
    end: () => ({
      recognised,
      incomplete: incomplete || running,
      cases: seen.map(({ suite: at, name, status }) =>
        testCase({
          suite: suites[at] ?? "",
          name,
          outcome: OUTCOMES[status] ?? "failed",
          message: messages.get(`${at} ${name}`),
        }),
      ),
    }),
  };
}
