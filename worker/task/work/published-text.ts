/** The texts that are published with a task's change. Pure; what the model, the user and the repository wrote is data. */
import type { HouseStyle } from "../../agent/types.ts";
import { unsigned, wrapped } from "../../github/house/commit-body.ts";
import { commitStyleOf } from "../../github/house/commit-style.ts";
import { chooseTemplate, type Template } from "../../github/house/template.ts";
import { kindOf, styledTitle } from "../../github/house/title.ts";
import type { Plan } from "../../protocol/index.ts";
import type { Life } from "../record/life.ts";
import type { RoundWords } from "../record/stored-documents.ts";
import { composed, titleIn } from "./round-words.ts";
import { isOwnTitle } from "./titles.ts";

export interface PublishedWords {
  prompt: string;
  /** The task's title: the prompt's first line until the agent or a person names it. */
  taskTitle: string;
  /** True for a title that a person wrote. */
  titledByUser: boolean;
  plan: Plan | null;
  rounds: readonly RoundWords[];
  finalSummary: string | null;
  paths: readonly string[];
  house: HouseStyle | undefined;
}

export function wordsOf({ record, documents }: Life, plan: Plan | null): PublishedWords {
  return {
    prompt: record.init.prompt,
    taskTitle: record.title,
    titledByUser: isOwnTitle(record),
    plan,
    rounds: documents.get("rounds") ?? [],
    finalSummary: record.finalSummary,
    paths: (documents.get("diff") ?? []).map(({ path }) => path),
    house: documents.get("context")?.house,
  };
}

/** The pull request's title and the commit's subject: the user's, else the agent's, else the plan's goal, else the prompt. */
export function publishedTitle(words: PublishedWords): string {
  const { prompt, taskTitle, titledByUser, plan, rounds, paths, house } = words;
  // A title that a person wrote is nobody else's to change.
  if (titledByUser) return taskTitle;
  const style = commitStyleOf(house?.subjects ?? []);
  const own = [titleIn(rounds), plan?.goal ?? "", taskTitle.replace(/…$/, ""), prompt];
  for (const text of own) {
    const title = styledTitle(text, style, { paths, prompt });
    if (title !== "") return title;
  }
  return "Change by Verne";
}

/** The whole change in the agent's words. Nobody is signed for. */
export function publishedSummary({ rounds, finalSummary, plan, taskTitle }: PublishedWords): string {
  return unsigned(composed(rounds) || finalSummary || plan?.goal || taskTitle);
}

export function commitMessage(words: PublishedWords): string {
  return `${publishedTitle(words)}\n\n${wrapped(publishedSummary(words))}${stepTrailers(words.plan)}`;
}

/** The repository's template for this change; null if it has none. */
export function templateFor(words: PublishedWords): Template | null {
  return chooseTemplate(words.house?.templates ?? [], kindOf(publishedTitle(words), words.paths));
}

/** Trailers with the approved steps of the commit; git reads the last paragraph as trailers. */
function stepTrailers(plan: Plan | null): string {
  const lines = (plan?.steps ?? []).map(
    (step) => `Plan-Step: ${step.id} ${step.title.replaceAll(/\s+/g, " ")}`,
  );
  return lines.length === 0 ? "" : `\n\n${lines.join("\n")}`;
}
