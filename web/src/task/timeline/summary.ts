import type { TaskView } from "../../../../worker/protocol/index.ts";
import { plainLine } from "../../ui/plain-line.ts";
import { verdictOf } from "../tests/verdict.ts";
import type { Entry } from "./entries.ts";

const MAX_WORDS_CHARS = 280;

/** The last thing the agent said about its edits; null when it said nothing. */
export function lastWords(timeline: readonly Entry[]): string | null {
  for (const entry of timeline.toReversed()) {
    if (entry.kind !== "step" || entry.step !== "apply") continue;
    const text = entry.items.findLast((item) => item.kind === "text");
    if (text?.kind === "text") return plainLine(text.text, MAX_WORDS_CHARS) || null;
  }
  return null;
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** The outcome of a task in at most five sentences, also for reading aloud. */
export function summaryLines(view: TaskView, timeline: readonly Entry[]): string[] {
  const goal = plainLine(view.plan_document?.goal ?? view.title, MAX_WORDS_CHARS);
  const words = lastWords(timeline);
  const stat = view.diff_stat;
  const tests = view.tests && verdictOf(view.tests);
  const pull = timeline.findLast((entry) => entry.kind === "pull_request");
  return [
    goal,
    words,
    stat &&
      `${count(stat.files, "file", "files")} changed: ${count(stat.additions, "line", "lines")} added, ${stat.deletions} removed.`,
    tests && `${tests.title}. ${tests.text}`,
    pull
      ? `${pull.draft ? "Draft pull request" : "Pull request"} ${pull.number} is open.`
      : view.state === "reviewing" && "The changes wait for your review.",
  ].filter((line): line is string => typeof line === "string" && line !== "");
}
