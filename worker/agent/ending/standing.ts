/** What a run has done by the time it wants to end, judged by the files and never by the model's words. */
import type { Message } from "../../llm/types.ts";
import { isLockFile, type PlanFile, pathKey } from "../../protocol/index.ts";
import type { WorkTree } from "../tools/work-tree.ts";
import { writtenIn } from "../tools/written-paths.ts";
import type { EditRequest } from "../types.ts";

export interface Standing {
  /** Nothing that this run was to change is changed. */
  unchanged: boolean;
  /** Files that the run was to change or delete, and that are as they were. */
  untouched: PlanFile[];
}

/**
 * Judges a run by the change that is stored, where the request can tell it; else by the run's own writes. A write that
 * was undone is none.
 */
export async function standingOf(
  request: EditRequest,
  workTree: WorkTree,
  messages: readonly Message[],
): Promise<Standing> {
  const stored = request.standing?.();
  const own = ownChanges(workTree, messages);
  const changed = new Set([...own, ...(stored?.paths ?? [])].map(pathKey));
  const whole = carriesOutPlan(request) && request.stepId === undefined;
  const inRun = stored ? stored.sinceStart : own.length > 0;
  const untouched: PlanFile[] = [];
  for (const file of filesOf(request)) {
    const isThere = file.action === "modify" || (await workTree.locate(file.path)).kind === "file";
    const asPlanned = file.action === "delete" ? !isThere : isThere && changed.has(pathKey(file.path));
    if (!asPlanned) untouched.push(file);
  }
  return { unchanged: whole ? changed.size === 0 : !inRun, untouched };
}

/** A run of the plan itself, or of what is left of it after an answer. */
export const carriesOutPlan = ({ round }: Pick<EditRequest, "round">): boolean =>
  round.kind === "plan" || (round.kind === "follow_up" && (round.questions ?? []).length > 0);

/** The files that the run is to change, each with the last action planned for it. Lock files follow by themselves. */
function filesOf(request: EditRequest): PlanFile[] {
  if (!carriesOutPlan(request)) return [];
  const { plan, stepId } = request;
  const steps = stepId === undefined ? plan.steps : plan.steps.filter(({ id }) => id === stepId);
  const last = new Map<string, PlanFile>();
  for (const file of steps.flatMap(({ files }) => files))
    if (!isLockFile(file.path)) last.set(pathKey(file.path), file);
  return [...last.values()];
}

/** The paths that this run changed. Those written before a crash are known from the conversation alone. */
function ownChanges(workTree: WorkTree, messages: readonly Message[]): string[] {
  const known = workTree.changes();
  const earlier = writtenIn(messages)
    .map((path) => workTree.parse(path))
    .filter((path) => path !== null && !known.has(path));
  const changed = [...known].flatMap(([path, differs]) => (differs ? [path] : []));
  return [...changed, ...earlier.filter((path) => path !== null)];
}
