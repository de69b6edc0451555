/** The target files of one request: their state, and which actions are allowed. */
import type { Plan } from "../../protocol/index.ts";
import type { Touched } from "../edit/apply-edits.ts";
import type { FileState } from "../edit/staging.ts";
import { lookOf } from "./file-names.ts";
import { ignoredBy, inSubmodules, refusalsOfNew } from "./guarded.ts";
import type { Located } from "./lookup.ts";
import { isPlanned } from "./scope.ts";
import type { ToolContext } from "./tool.ts";

export interface Target {
  /** The path as the model wrote it. */
  given: string;
  action: Touched["action"];
  located: Located;
}

/** Omits invalid paths, which the edit engine reports. Two new paths that look the same are one. */
export async function locateTargets(
  touched: readonly Touched[],
  { workTree }: Pick<ToolContext, "workTree">,
): Promise<Target[]> {
  const targets: Target[] = [];
  const made = new Map<string, Located>();
  for (const { path: given, action } of touched) {
    const path = workTree.parse(given);
    if (path === null) continue;
    const found = await workTree.locate(path);
    const located = made.get(lookOf(found.path)) ?? found;
    if (located.kind === "missing") made.set(lookOf(located.path), located);
    targets.push({ given, action, located });
  }
  return targets;
}

/** The state of a target; refused if a new file is not allowed there. */
export async function stateOf(
  { given, located, action }: Target,
  targets: readonly Target[],
  context: ToolContext,
): Promise<FileState> {
  const state = await context.workTree.state(located);
  if (located.nested) {
    const inside = (await inSubmodules(context.host, [located.path])).get(located.path);
    return { kind: "refused", reason: inside ?? nestedReason(located.path) };
  }
  if (action !== "write" || (state.kind !== "missing" && state.kind !== "blocked")) return state;
  const reason =
    foreignReason({ given, located }, context) ??
    twinReason(located, targets, context.plan) ??
    (await ignoreReason(located.path, context)) ??
    (await refusalsOfNew(context.host, [located.path])).get(located.path) ??
    null;
  return reason === null ? state : { kind: "refused", reason };
}

const nestedReason = (path: string): string =>
  `${path} lies in a repository of its own inside this one, and nothing in it can be part of this change.`;

/** A place of the machine was meant, not one from the root of the repository: nothing is there yet. */
function foreignReason(
  { given, located }: Pick<Target, "given" | "located">,
  { plan, workTree }: ToolContext,
): string | null {
  if (!workTree.isForeign(given, located)) return null;
  if (plan !== null && isPlanned(plan, located.path)) return null;
  return `${given} is not in the repository, and nothing outside it can be written. Name a path relative to its root.`;
}

/**
 * Refuses a name that differs from another one only in case, because on many disks they are one file. Allowed if the
 * plan names it, or if the other one is deleted.
 */
function twinReason(located: Located, targets: readonly Target[], plan: Plan | null): string | null {
  if (located.kind !== "missing" || located.similar === null) return null;
  const { path, similar } = located;
  const goes = (other: string) => other === similar || other.startsWith(`${similar}/`);
  const removed = targets.some((target) => target.action === "delete" && goes(target.located.path));
  if (removed || plan === null || isPlanned(plan, path)) return null;
  return `${path} would differ from ${similar} in capitals alone, and many disks cannot hold both. Use ${similar}.`;
}

/** Ignored files are published only if the approved plan names them. */
async function ignoreReason(path: string, { host, plan }: ToolContext): Promise<string | null> {
  if (plan === null || isPlanned(plan, path)) return null;
  const found = (await ignoredBy(host, [path])).get(path);
  if (!found || found.own) return null;
  return (
    `${path} is ignored by git (${found.rule}) and not named in the approved plan, so it would not become part of the ` +
    "change. Choose a path that is not ignored."
  );
}
