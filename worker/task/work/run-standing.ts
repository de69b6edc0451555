import type { EditRequest } from "../../agent/types.ts";
import type { StepContext } from "../run/step.ts";

/**
 * What the stored change says about a run, for the judgement of its end. The tree at its start is stored with the name
 * of its conversation, so that a run that a crash interrupted is judged from its own beginning.
 */
export function standingSince(
  { life, claim, commit }: Pick<StepContext, "life" | "claim" | "commit">,
  name: string,
): NonNullable<EditRequest["standing"]> {
  const run = `${name}:${claim.epoch}`;
  const known = life.documents.get("run-start");
  const start = known?.run === run ? known : { run, tree: life.record.tree };
  if (start !== known) commit(() => life.documents.put("run-start", start));
  return () => ({
    paths: life.record.tree === null ? [] : (life.documents.get("diff") ?? []).map(({ path }) => path),
    sinceStart: life.record.tree !== start.tree,
  });
}
