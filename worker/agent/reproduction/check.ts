/** The check of a plan's reproduction before a user sees the plan. */
import type { PlanDraft, Reproduction } from "../../protocol/index.ts";
import { refusalsOfNew } from "../tools/guarded.ts";
import type { ToolContext } from "../tools/tool.ts";
import { reportsFault } from "./reports-fault.ts";

/** So often a plan goes back because of what its reproduction did; then it is shown as it is. */
const MAX_RUNS = 2;

interface Objection {
  reason: string;
  /** Output of the reproduction. */
  output?: string;
}

/** One for each planning run. */
export class ReproductionCheck {
  #runs = 0;
  #asked = false;

  /** What the model has to change first; null when the plan can be shown. */
  async objectionTo(draft: PlanDraft, context: ToolContext): Promise<Objection | null> {
    const { reproduction } = draft;
    if (!reproduction) return this.#withoutOne(draft, context);
    const paths = await pathObjection(reproduction, context);
    if (paths !== null) return { reason: paths };
    const before = await context.planning?.reproduce?.(reproduction);
    if (!before || before.verdict === "failed_before" || before.verdict === "not_run") return null;
    this.#runs += 1;
    if (this.#runs > MAX_RUNS) return null;
    const { reason, run } = before;
    const status = run?.exit_code == null ? "no exit status" : `exit status ${run.exit_code}`;
    return {
      reason: `The reproduction was run on the present code and does not show the fault (${status}). ${reason} Correct it, or leave it out and say why in no_reproduction_reason, and submit the plan again.`,
      output: run?.output || "(no output)",
    };
  }

  /** Asked once: a plan that comes back without a word is shown so. */
  #withoutOne(draft: PlanDraft, { planning }: ToolContext): Objection | null {
    const fault = draft.fixes_bug === true || (planning !== undefined && reportsFault(planning.prompt));
    if (!fault || draft.no_reproduction_reason?.trim() || this.#asked) return null;
    this.#asked = true;
    return {
      reason:
        "The task reports a fault, and the plan has no reproduction. Give it one (command, expect, files), or say in no_reproduction_reason why there can be none; if it is no fault, say that there. Then submit the plan again.",
    };
  }
}

/** Files of a reproduction are new ones: it may not replace what the repository has. */
async function pathObjection(
  reproduction: Reproduction,
  { host, workTree }: ToolContext,
): Promise<string | null> {
  const paths = (reproduction.files ?? []).map(({ path }) => path);
  for (const path of paths) {
    const located = await workTree.locate(path);
    if (located.kind === "missing" && !located.nested && located.similar === null) continue;
    const why =
      located.kind === "missing" ? "looks like one of the repository" : "exists, or cannot be written";
    return `The reproduction's file ${path} ${why}. Its files are written for the run and removed after it, so give it a path of its own.`;
  }
  const [refusal] = (await refusalsOfNew(host, paths)).values();
  return refusal ?? null;
}
