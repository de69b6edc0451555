/** A test run in the words for a model: numbers, what fails and why, and no output of tests that pass. Pure. */
import type { TestCase, TestReport } from "../../protocol/index.ts";

const MAX_FAILURES = 10;
const MAX_MESSAGE_CHARS = 1_200;
const MAX_TAIL_CHARS = 3_000;
/** So many names show that the right tests ran. */
const MAX_NAMES = 15;

/** `12 passed, 1 failed` and the rest of what happened, in one line. */
export function runLine({ outcome, counts, evidence, exit_code, duration_ms }: TestReport): string {
  const parts = (["passed", "failed", "skipped"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`);
  const took = `in ${(duration_ms / 1_000).toFixed(1)} s`;
  if (outcome === "none") return "No test ran.";
  if (evidence === "exit_status") return `The command succeeded ${took}; it names no test.`;
  const how = outcome === "timed_out" ? "stopped at the time limit" : `exit status ${exit_code ?? "unknown"}`;
  return `${[...parts, ...(outcome === "passed" || outcome === "failed" ? [] : [how])].join(", ")}, ${took}.`;
}

/** Failing cases with their messages, shortened; what is left out is counted. `total` is the number of all. */
export function failureLines(cases: readonly TestCase[], total: number, root = ""): string[] {
  const said = new Set<string>();
  const shown = cases.slice(0, MAX_FAILURES).map(({ id, message }) => {
    const text = shortMessage(message ?? "", root);
    if (text === "") return `- ${id}`;
    if (said.has(text)) return `- ${id}\n    (the same)`;
    said.add(text);
    return `- ${id}\n${text.replace(/^/gm, "    ")}`;
  });
  return total > shown.length ? [...shown, `and ${total - shown.length} more.`] : shown;
}

/**
 * A failure's message without what says nothing: paths of the checkout become relative, the same block twice is there
 * once, and of frames outside the repository only the first is kept.
 */
export function shortMessage(message: string, root = ""): string {
  const text = root === "" ? message : message.replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, "");
  const lines: string[] = [];
  const seen = new Set<string>();
  let foreign = 0;
  for (const line of text.split("\n")) {
    const frame = /^\s+at .*(?:node:internal|node_modules\/)|^\s*File ".*(?:site-packages|lib\/python)/.test(
      line,
    );
    foreign = frame ? foreign + 1 : foreign;
    if (frame && foreign > 1) continue;
    const key = line.trim();
    if (key.length > 12 && seen.has(key)) continue;
    seen.add(key);
    lines.push(line.trimEnd());
  }
  const short = lines.join("\n").trim();
  return short.length <= MAX_MESSAGE_CHARS ? short : `${short.slice(0, MAX_MESSAGE_CHARS)}\n[cut]`;
}

/** The whole run. `root` is the checkout, whose paths become relative. */
export function reportText(report: TestReport, root: string): string {
  const failed = report.cases.filter(({ outcome }) => outcome === "failed");
  const passed = report.cases.filter(({ outcome }) => outcome === "passed");
  const lines = [runLine(report)];
  if (report.note !== null) lines.push(report.note);
  if (failed.length > 0) lines.push("Failed:", ...failureLines(failed, report.counts.failed, root));
  if (passed.length > 0 && passed.length <= MAX_NAMES)
    lines.push("Passed:", ...passed.map(({ id }) => `- ${id}`));
  const explained = failed.length > 0 || report.outcome === "passed";
  const tail = report.output_tail.slice(-MAX_TAIL_CHARS).trim();
  if (!explained && tail !== "") lines.push("End of the output:", tail);
  return lines.join("\n");
}
