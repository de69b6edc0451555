import type { TaskView } from "../../../../worker/protocol/index.ts";
import type { TaskModel } from "../model.ts";
import { planProblems, tidyDraft } from "../plan/plan-draft.ts";

/** True when the user has changed the plan and those changes would be approved with it. */
export const approvesEdits = (task: TaskModel): boolean => task.plan.draft() !== null && task.plan.changed();

/** Approves what the page shows: the plan with the user's edits as a new version, else the plan as it is. */
export async function approvePlan(task: TaskModel, view: TaskView): Promise<void> {
  const { plan, commands } = task;
  const draft = plan.draft();
  const parent = plan.parentVersion();
  if (draft && parent !== null && plan.changed()) {
    if (planProblems(draft).size > 0) return;
    if (await commands.approveEdited(parent, tidyDraft(draft))) plan.discard();
  } else {
    plan.discard();
    await commands.approve(view);
  }
}

/** True when the plan asks the user something that approving would leave unanswered. */
export const asksFirst = (view: TaskView): boolean => (view.plan_document?.questions.length ?? 0) > 0;
