/** The account of a run for the user: what the files show comes first, and a claim that they contradict is left out. */
import type { EditRequest, RunWords } from "../types.ts";
import { carriesOutPlan, type Standing } from "./standing.ts";

const MAX_NAMED = 20;

export interface Words {
  title: string;
  /** What the model says it did. */
  summary: string;
  /** What the model says it did not do, and why. */
  notDone: string;
}

/** Markdown; empty only if the model said nothing about a run that changed something. */
export function accountOf(request: EditRequest, standing: Standing, words: Words): string {
  const { unchanged, untouched } = standing;
  const reason = words.notDone === "" ? "" : `Not done: ${words.notDone}`;
  if (!unchanged) return paragraphs(words.summary, untouchedLine(untouched), reason);
  const nothing = request.stepId === undefined ? "Nothing was changed." : "This step changed nothing.";
  // In a conversation about a finished change the words are an answer, not a report.
  const answers = request.round.kind === "follow_up" && !carriesOutPlan(request);
  return paragraphs(nothing, answers ? words.summary : "", untouchedLine(untouched), reason);
}

/** The account of a run and, where they say more, its words for the pull request. */
export function toldOf(
  standing: Standing,
  words: Words,
  summary: string,
): { summary: string; unchanged?: true; words?: RunWords } {
  if (standing.unchanged) return { summary, unchanged: true };
  const reason = words.notDone === "" ? "" : `Not done: ${words.notDone}`;
  const open = paragraphs(untouchedLine(standing.untouched), reason);
  if (words.title === "" && words.summary === summary) return { summary };
  return { summary, words: { title: words.title, said: words.summary, open } };
}

function untouchedLine(untouched: Standing["untouched"]): string {
  if (untouched.length === 0) return "";
  const named = untouched.slice(0, MAX_NAMED).map(({ action, path }) => `${action} ${codeOf(path)}`);
  const rest = untouched.length > MAX_NAMED ? ` and ${untouched.length - MAX_NAMED} more` : "";
  return `Planned and not done: ${named.join(", ")}${rest}.`;
}

/** A path may hold backticks, which would end the code. */
const codeOf = (path: string): string => (path.includes("`") ? path : `\`${path}\``);

const paragraphs = (...parts: string[]): string => parts.filter((part) => part !== "").join("\n\n");
