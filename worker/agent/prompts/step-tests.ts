/** What a plan step's own tests said, for the run of the next step. Pure. */
import { failureLines, runLine } from "../tools/report-text.ts";
import type { EditRequest } from "../types.ts";
import { untrusted } from "./untrusted.ts";

/** Nothing where no test ran. `root` is the checkout. */
export function stepTestParts(mark: string, tests: EditRequest["testsBefore"], root: string): string[] {
  if (!tests) return [];
  const { title, report, broken } = tests;
  const ids = new Set(broken);
  const failed = report.cases.filter(({ outcome }) => outcome === "failed");
  const own = failed.filter(({ id }) => ids.has(id));
  const others = failed.filter(({ id }) => !ids.has(id));
  const lines = [`After: ${title}`, runLine(report)];
  if (report.note !== null) lines.push(report.note);
  if (own.length > 0) lines.push("Fail since the change:", ...failureLines(own, own.length, root));
  if (others.length > 0) lines.push("Failed before it too:", ...failureLines(others, others.length, root));
  const what =
    own.length > 0
      ? "Only the tests that belong to the changed files ran. Where a failure is a fault of the earlier steps, mend it in the files of your plan; where your step or a later one brings what is missing, it may stay until then."
      : "Only the tests that belong to the changed files ran; none of them fails because of the change.";
  return [`# Tests after the step before\n${untrusted(mark, "tests", lines.join("\n"))}\n${what}`];
}
