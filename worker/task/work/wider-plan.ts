import type { ScopeRequest } from "../../agent/types.ts";
import type { Plan, PlanStep } from "../../protocol/index.ts";

const MAX_INTENT_CHARS = 1_800;
const MAX_FILES = 100;
const BY_COMMAND = "\nA command has made this change already; what is approved of it is applied as it was.";

/** The plan with the files that the agent asked for, as one more step with its reasons. Pure. */
export function widerPlan(
  plan: Plan,
  files: readonly ScopeRequest[],
  version: number,
  createdAt: string,
): Plan {
  return {
    ...plan,
    version,
    parent_version: plan.version,
    author: "scope",
    steps: [...plan.steps, scopeStep(files.slice(0, MAX_FILES), version)],
    created_at: createdAt,
  };
}

function scopeStep(files: readonly ScopeRequest[], version: number): PlanStep {
  return {
    id: `scope-${version}`,
    title: titleFor(files),
    intent: intentFor(files) + (files.some(({ kept }) => kept !== undefined) ? BY_COMMAND : ""),
    files: files.map(({ path, action }) => ({ path, action })),
    acceptance: "The plan's other steps can be carried out.",
    tests: [],
    risk: "medium",
    risk_note: "",
    depends_on: [],
  };
}

const VERBS = { create: "create", modify: "change", delete: "delete" };

function titleFor(files: readonly ScopeRequest[]): string {
  const [first] = files;
  if (files.length === 1 && first) return `Also ${VERBS[first.action]} ${first.path}`.slice(0, 200);
  const verbs = new Set(files.map(({ action }) => VERBS[action]));
  const verb = verbs.size === 1 ? [...verbs][0] : "change";
  return `Also ${verb} ${files.length} more files`;
}

/** Each reason once, with the files that it is for where there are several. */
function intentFor(files: readonly ScopeRequest[]): string {
  const byReason = new Map<string, string[]>();
  for (const { path, reason } of files) byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  const told = [...byReason].filter(([reason]) => reason !== "");
  if (told.length === 0) return "The agent asks for these files and gave no reason.";
  const lines = told.map(([reason, paths]) =>
    byReason.size === 1 ? reason : `${paths.join(", ")}: ${reason}`,
  );
  return lines.join("\n").slice(0, MAX_INTENT_CHARS).toWellFormed();
}
