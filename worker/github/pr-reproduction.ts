import {
  type Plan,
  type ReproductionEvidence,
  showsFix,
  stillFails,
  type TestComparison,
} from "../protocol/index.ts";
import { codeSpan, plainText, quote } from "./markdown.ts";

const MAX_COMMAND_LINES = 20;
const MAX_REASON_CHARS = 500;

/** What the reproduction shows, first of all evidence; or why a fault has none. Empty where neither is known. */
export function reproductionParts({
  tests,
  plan,
}: {
  tests: Pick<TestComparison, "reproduction"> | null;
  plan: Pick<Plan, "no_reproduction_reason"> | null;
}): string[] {
  const evidence = tests?.reproduction;
  if (evidence) return [reproductionText(evidence)];
  const reason = plan?.no_reproduction_reason?.trim();
  return reason ? [`**No reproduction.** ${oneLine(reason)}`] : [];
}

function reproductionText(evidence: ReproductionEvidence): string {
  const { reproduction, before, after } = evidence;
  const lines = reproduction.command.trim().split("\n").slice(0, MAX_COMMAND_LINES);
  const files = (reproduction.files ?? []).map(({ path }) => codeSpan(path)).join(", ");
  return [
    title(evidence),
    quote(lines.map((line) => codeSpan(line)).join("  \n")),
    [
      `- Before the change: ${oneLine(before.reason)}`,
      `- After the change: ${oneLine(after.reason)}`,
      ...(files === "" ? [] : [`- Written for both runs, and no part of this change: ${files}`]),
    ].join("\n"),
  ].join("\n\n");
}

function title(evidence: ReproductionEvidence): string {
  if (showsFix(evidence))
    return "**The reproduction failed before the change and passes after it.** Verne ran the same command with the same files both times.";
  if (stillFails(evidence)) return "**The reproduction still fails after the change.**";
  if (evidence.before.verdict !== "failed_before")
    return "**The reproduction did not show the fault before the change**, so it is no evidence.";
  return "**The reproduction could not be run after the change.**";
}

const oneLine = (text: string): string => plainText(text.replace(/\s+/g, " "), MAX_REASON_CHARS);
