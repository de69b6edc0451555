/** A plan and the requests around it, for tests. */
import type { Plan } from "../../protocol/index.ts";
import type { ApplyRequest, PlanRequest, RepoContext } from "../types.ts";

/** In a test nothing else is random. */
export const MARK = "5eed5eed5eed";

const repoContext: RepoContext = {
  languages: [{ name: "JavaScript", files: 2 }],
  fileCount: 2,
  rankedFiles: ["src/a.js"],
  card: "Files: 2\nLanguages (files): JavaScript 2",
  commands: { install: null, test: null, reason: "none" },
};

export function planFor(files: Plan["steps"][number]["files"]): Plan {
  return {
    goal: "Make it right",
    assumptions: ["The tests are right"],
    questions: [],
    steps: [
      {
        id: "s1",
        title: "Fix a",
        intent: "It is wrong.",
        files,
        acceptance: "Tests pass",
        tests: [],
        risk: "low",
        risk_note: "",
        depends_on: [],
      },
    ],
    new_dependencies: [],
    out_of_scope: [],
    version: 1,
    parent_version: null,
    author: "model",
    base_commit: "c0ffee",
    created_at: "2026-11-22T00:00:00.000Z",
    commands: { install: null, test: null, setup: [] },
    notes: [],
    estimate: null,
  };
}

export function applyRequest(patch: Partial<ApplyRequest> = {}): ApplyRequest {
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
    prompt: "Fix the bug",
    mark: MARK,
    context: repoContext,
    previous: null,
    takeMessages: () => [],
    ...patch,
  };
}
