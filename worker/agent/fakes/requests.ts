/** A plan and the requests around it, for tests. */
import type { Plan, PlanFile } from "../../protocol/index.ts";
import { planOf, planStep } from "../../protocol/testing/plans.ts";
import type { EditRequest, PlanRequest, RepoContext } from "../types.ts";

/** Fixed, so that tests are deterministic. */
export const MARK = "5eed5eed5eed";

const repoContext: RepoContext = {
  languages: [{ name: "JavaScript", files: 2 }],
  fileCount: 2,
  rankedFiles: ["src/a.js"],
  card: "Files: 2\nLanguages (files): JavaScript 2",
  commands: { install: null, test: null, reason: "none" },
};

export const planFor = (files: PlanFile[]): Plan =>
  planOf([planStep("s1", { title: "Fix a", intent: "It is wrong.", files, acceptance: "Tests pass" })], {
    assumptions: ["The tests are right"],
  });

export function editRequest(patch: Partial<EditRequest> = {}): EditRequest {
  return {
    prompt: "Fix the bug",
    mark: MARK,
    context: repoContext,
    plan: planFor([{ path: "src/a.js", action: "modify" }]),
    round: { kind: "plan" },
    takeMessages: () => [],
    ...patch,
  };
}

export function planRequest(patch: Partial<PlanRequest> = {}): PlanRequest {
  return {
    prompt: "Do the task",
    mark: MARK,
    context: repoContext,
    previous: null,
    takeMessages: () => [],
    ...patch,
  };
}
