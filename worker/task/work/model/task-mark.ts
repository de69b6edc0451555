import type { StepContext } from "../../run/step.ts";

/**
 * The random mark of the tags around untrusted text in this task's prompts. One for all runs, so that they begin with
 * the same text; the repository never sees it.
 */
export function taskMark({ life, commit, clock }: Pick<StepContext, "life" | "commit" | "clock">): string {
  const stored = life.documents.get("mark");
  if (stored !== null) return stored;
  const mark = clock.id();
  commit(() => life.documents.put("mark", mark));
  return mark;
}
