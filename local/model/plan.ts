import { call, type Reply, say } from "./reply.ts";

export interface PlanStep {
  id: string;
  title: string;
  intent: string;
  files: { path: string; action: "create" | "modify" | "delete" }[];
  acceptance: string;
  risk: "low" | "medium" | "high";
  depends_on?: string[];
}

export interface PlanText {
  goal: string;
  assumptions: string[];
  questions?: string[];
  steps: PlanStep[];
  outOfScope: string[];
}

export function submitPlan(text: string, plan: PlanText): Reply {
  const { goal, assumptions, questions = [], steps, outOfScope } = plan;
  return say(text, call("submit_plan", { goal, assumptions, questions, steps, out_of_scope: outOfScope }));
}
