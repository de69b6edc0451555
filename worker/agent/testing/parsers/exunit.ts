import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";

const MODULE = /^(\S+) \[(\S+\.exs?)\]$/;
/** Redrawn in place: without a terminal the line stands twice, the second time with its time. */
const TEST = /^ {2}\* (.+?) (?:\((?:(\d+(?:\.\d+)?)ms|skipped|excluded)\) )?\[L#\d+\]$/;
const FAILURE = /^ {2}\d+\) (.+) \((\S+)\)$/;

/**
 * The text of `mix test --trace`. The line of a failed test looks like that of a passed one; the numbered blocks that
 * follow say which failed. A file that does not compile leaves no test and a bad exit status.
 */
export function parseExunit(text: string): TestCase[] {
  const seen = new Map<
    string,
    { file: string; suite: string; name: string; outcome: TestOutcome; durationMs: number | null }
  >();
  const failures = new Map<string, string>();
  let module = { suite: "", file: "" };
  let failure = "";
  for (const raw of text.split("\n")) {
    // The last of what was drawn over each other in one line.
    const line = raw.replace(/\r$/, "").split("\r").at(-1) ?? "";
    const head = MODULE.exec(line);
    if (head) module = { suite: head[1] ?? "", file: head[2] ?? "" };
    const test = TEST.exec(line);
    if (test) {
      const name = test[1] ?? "";
      const skipped = /\((?:skipped|excluded)\) \[L#\d+\]$/.test(line);
      const durationMs = test[2] === undefined ? null : Number(test[2]);
      seen.set(`${module.suite} ${name}`, {
        ...module,
        name,
        outcome: skipped ? "skipped" : "passed",
        durationMs,
      });
    }
    const failed = FAILURE.exec(line);
    if (failed) {
      failure = `${failed[2]} ${failed[1]}`;
      failures.set(failure, "");
    } else if (head || test || /^Finished in /.test(line)) failure = "";
    else if (failure !== "")
      failures.set(failure, `${failures.get(failure) ?? ""}${line.replace(/^ {5}/, "")}\n`);
  }
  for (const [key, message] of failures) {
    const [suite = "", ...name] = key.split(" ");
    if (!seen.has(key))
      seen.set(key, { file: "", suite, name: name.join(" "), outcome: "failed", durationMs: null });
    failures.set(key, message);
  }
  return [...seen].map(([key, item]) => {
    const message = failures.get(key);
    return testCase({
      ...item,
      file: item.file === "" ? null : item.file,
      outcome: message === undefined ? item.outcome : "failed",
      message: message ?? null,
    });
  });
}
