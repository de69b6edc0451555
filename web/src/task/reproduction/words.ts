import type {
  ReproductionAfter,
  ReproductionBefore,
  ReproductionEvidence,
} from "../../../../worker/protocol/index.ts";
import { showsFix, stillFails } from "../../../../worker/protocol/reproduction-outcome.ts";

export type Tone = "ok" | "warn" | "bad";

export interface Words {
  tone: Tone;
  title: string;
}

const BEFORE: Record<ReproductionBefore["verdict"], Words> = {
  failed_before: { tone: "ok", title: "Fails before the edits, as it should" },
  new: { tone: "warn", title: "Does not show the fault" },
  passed_before: { tone: "warn", title: "Passes already, so it does not show the fault" },
  not_run: { tone: "warn", title: "Could not be run" },
};

/** Of a plan: what the reproduction did on the base commit; null before its run. */
export const planWords = (before: ReproductionBefore | null | undefined): Words =>
  before ? BEFORE[before.verdict] : { tone: "warn", title: "Runs before and after the edits" };

/** Of the evidence: what both runs show together. */
export function evidenceWords(evidence: ReproductionEvidence): Words {
  if (showsFix(evidence)) return { tone: "ok", title: "Failed before, passes after" };
  if (stillFails(evidence)) return { tone: "bad", title: "The reproduction still fails" };
  if (evidence.before.verdict !== "failed_before")
    return { tone: "warn", title: "The reproduction did not show the fault before" };
  return { tone: "warn", title: "The reproduction was not run after the edits" };
}

/** Whether a run did what a fix needs: red before, green after. */
export const isAsWanted = (verdict: (ReproductionBefore | ReproductionAfter)["verdict"]): boolean =>
  verdict === "failed_before" || verdict === "passes";
