import type { TaskView } from "../../../../worker/protocol/index.ts";
import { VERDICT } from "../tests/verdict.ts";
import type { Entry } from "./entries.ts";

const MAX_WORDS_CHARS = 280;

/** Markdown as one plain line, cut at the end of a sentence where there is one. */
function plainLine(markdown: string): string {
  const plain = markdown
    .replace(/```[\s\S]*?```/g, " ")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(?:[#>*-]+|\d+\.)\s+/gm, "")
    .replace(/[`*_]{1,3}(?=\S)|(?<=\S)[`*]{1,3}/g, "")
    .replace(/\s+/g, " ")
    .trim();
  if (plain.length <= MAX_WORDS_CHARS) return plain;
  const cut = plain.slice(0, MAX_WORDS_CHARS);
  const end = Math.max(cut.lastIndexOf(". "), cut.lastIndexOf("! "), cut.lastIndexOf("? "));
  return end > MAX_WORDS_CHARS / 3 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(" "))}…`;
}

/** The last thing the agent said about its edits; null when it said nothing. */
export function lastWords(timeline: readonly Entry[]): string | null {
  for (const entry of timeline.toReversed()) {
    if (entry.kind !== "step" || entry.step !== "apply") continue;
    const text = entry.items.findLast((item) => item.kind === "text");
    if (text?.kind === "text") return plainLine(text.text) || null;
  }
  return null;
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** The outcome of a task in at most five sentences, also for reading aloud. */
export function summaryLines(view: TaskView, timeline: readonly Entry[]): string[] {
  const goal = view.plan_document?.goal ?? view.title;
  const words = lastWords(timeline);
  const stat = view.diff_stat;
  const pull = timeline.findLast((entry) => entry.kind === "pull_request");
  return [
    goal,
    words,
    stat &&
      `${count(stat.files, "file", "files")} changed: ${count(stat.additions, "line", "lines")} added, ${stat.deletions} removed.`,
    view.tests && `${VERDICT[view.tests.verdict].title}. ${VERDICT[view.tests.verdict].text}`,
    pull
      ? `${pull.draft ? "Draft pull request" : "Pull request"} ${pull.number} is open.`
      : view.state === "reviewing" && "The changes wait for your review.",
  ].filter((line): line is string => typeof line === "string" && line !== "");
}
