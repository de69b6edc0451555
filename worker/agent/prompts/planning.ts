import type { Message } from "../../llm/types.ts";
import type { Plan } from "../../protocol/index.ts";
import type { Carried } from "../seen/carry.ts";
import type { PlanRequest } from "../types.ts";
import { baselinePart } from "./baseline.ts";
import { fileParts, userParts } from "./earlier.ts";
import { knowledgeParts } from "./knowledge.ts";
import { openingMessages } from "./opening.ts";
import { planText } from "./plan-text.ts";
import { planningSystem } from "./system.ts";

/** The first messages of a planning run: system, then one message with the repository and the task. */
export function planningOpening(
  mark: string,
  request: PlanRequest,
  carried: readonly Carried[] = [],
  root = "",
): Message[] {
  const baseline = request.baseline?.() ?? null;
  const parts = [
    ...knowledgeParts(mark, request.knowledge),
    ...userParts(request.userMessages),
    ...fileParts(mark, carried),
  ];
  if (baseline !== null) parts.push(baselinePart(mark, baseline, root));
  if (request.previous) parts.push(...refinement(request.previous));
  return openingMessages(mark, planningSystem(), request, parts);
}

function refinement({ plan, feedback }: { plan: Plan; feedback: string }): string[] {
  const asked = plan.questions.map((question) => `- ${question}`);
  return [
    `# Plan so far (version ${plan.version})\n${planText(plan)}`,
    ...(asked.length > 0 ? [`# Questions you asked with it\n${asked.join("\n")}`] : []),
    `# What the user wants changed in it\n${feedback}`,
    "Hand in a whole new plan that keeps what was not questioned. A question that is answered becomes an assumption.",
  ];
}

export const planningNudge = (): string =>
  "You made no tool call. Look further with read, grep or glob, or hand in the plan with submit_plan.";
