import { askUser } from "../../ui/ask.ts";
import type { KeptPlanDraft } from "./kept-plan-draft.ts";

/** Forgets the edits of a plan; asks before it where there are any. */
export async function discardEdits(plan: KeptPlanDraft): Promise<void> {
  const question = {
    title: "Discard your edits of the plan?",
    text: "What you changed is gone; the plan of the agent stays.",
    yes: "Discard edits",
    no: "Keep editing",
  };
  if (!plan.changed() || (await askUser(question))) plan.discard();
}
