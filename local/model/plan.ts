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
  /** Of a fault: a command that shows it, or why there is none. */
  reproduction?: { command: string; expect: string };
  noReproduction?: string;
}

export function submitPlan(text: string, plan: PlanText): Reply {
  const { goal, assumptions, questions = [], steps, outOfScope, reproduction, noReproduction } = plan;
  const shown = { ...(reproduction && { reproduction }), no_reproduction_reason: noReproduction };
  const all = { goal, assumptions, questions, steps, out_of_scope: outOfScope, ...shown };
  return say(text, call("submit_plan", all));
}
