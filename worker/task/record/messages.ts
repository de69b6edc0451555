/** Journal messages about the task's progress, for clients that show only `message`. Pure. */
import {
  type Plan,
  type ReproductionEvidence,
  showsFix,
  stillFails,
  type TaskState,
  type TestComparison,
} from "../../protocol/index.ts";
import type { TaskEventName } from "../state-machine.ts";

/** A change of state with its reason, if any. */
export interface Change {
  event: TaskEventName;
  to: TaskState;
  reason: string | null;
}

/** `tests` is the evidence about the current change; null when no test has run on it. */
export function stateLine({ event, to, reason }: Change, tests: TestComparison | null): string {
  const line = lineOf(event, to, tests);
  if (reason === null) return line;
  return to === "failed" || to === "cancelled" ? `${line}: ${reason}` : `${line} (${reason})`;
}

function lineOf(event: TaskEventName, to: TaskState, tests: TestComparison | null): string {
  switch (to) {
    case "queued":
      return "Queued";
    case "cloning":
      return "Cloning repository…";
    case "analyzing":
      return "Analyzing repository…";
    case "planning":
      return "Generating plan…";
    case "awaiting_approval":
      return "The plan waits for approval";
    case "applying":
      return event === "repair_needed" ? "Repairing what the changes broke…" : "Applying changes…";
    case "testing":
      return "Running tests…";
    case "reviewing":
      return reviewLine(event, tests);
    case "publishing":
      return `${testsLine(tests)}. Creating pull request.`;
    case "complete":
      return "Complete";
    case "failed":
      return "Failed";
    case "cancelled":
      return "Stopped";
  }
}

function reviewLine(event: TaskEventName, tests: TestComparison | null): string {
  if (event === "asked") return "The agent has a question, awaiting user reply.";
  if (event === "applied") return "Nothing was changed, awaiting user reply.";
  if (event === "failed") return "The work stopped, its changes await user review";
  if (event === "retry_requested") return "The changes await user review";
  return `${testsLine(tests)}. Awaiting user review.`;
}

/** Short test result for a change. "Tests passed" only when tests ran and all passed. */
function testsLine(tests: TestComparison | null): string {
  if (tests === null) return "No tests ran";
  const { counts } = tests;
  const failing = counts.still_failing + counts.unjudged;
  switch (tests.verdict) {
    case "pass":
      return failing === 0
        ? "Tests passed"
        : `Nothing broke, but ${counted(failing, "fail", "fails")} as before`;
    case "exit_status":
      return "The test command succeeded, but names no test";
    case "broken":
      return `${counted(counts.broken + counts.removed, "are", "is")} broken or gone`;
    case "errored":
      return "The tests could not be run";
    case "no_baseline":
      return failing === 0
        ? "Tests passed, but there is no run before the edits to compare with"
        : `${counted(failing, "fail", "fails")}, and there is no run before the edits to compare with`;
    case "no_evidence":
      return "No tests ran";
  }
}

const counted = (n: number, many: string, one: string): string =>
  n === 1 ? `1 test ${one}` : `${n} tests ${many}`;

/** The test result with its numbers, and the next step. */
export function evidenceLine(tests: TestComparison, next: "repair" | "review" | "publish"): string {
  const parts = [
    [tests.counts.fixed, "fixed"],
    [tests.counts.broken, "broken"],
    [tests.counts.added, "added"],
    [tests.counts.removed, "removed"],
    [tests.counts.still_failing, "still failing"],
    [tests.counts.flaky, "flaky"],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  const shown = tests.reproduction ? ` ${reproductionLine(tests.reproduction)}.` : "";
  return `${testsLine(tests)}${told.length > 0 ? ` (${told.join(", ")})` : ""}.${shown} ${NEXT[next]}`;
}

/** What the reproduction shows, in a few words. */
export function reproductionLine(evidence: ReproductionEvidence): string {
  if (showsFix(evidence)) return "The reproduction failed before and passes now";
  if (stillFails(evidence)) return "The reproduction still fails";
  return evidence.after.verdict === "not_run" || evidence.before.verdict === "not_run"
    ? "The reproduction could not be run"
    : "The reproduction did not show the fault before the change";
}

const NEXT = {
  repair: "Repairing the changes.",
  review: "Awaiting user review.",
  publish: "Creating pull request.",
};

/** A new plan version; `waits` unless the task was created without plan review. */
export function planLine({ version, author }: Pick<Plan, "version" | "author">, waits: boolean): string {
  const made = {
    model: "Generated plan",
    user: "Plan changed by the user",
    scope: "Plan widened by the agent",
  };
  const which = version === 1 ? "" : `, version ${version}`;
  return `${made[author]}${which}, ${waits ? "awaiting user approval." : "approved when the task was created."}`;
}
