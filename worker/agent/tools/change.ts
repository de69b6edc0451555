import type { Plan } from "../../protocol/index.ts";
import type { FileChange, Touched } from "../edit/apply-edits.ts";
import { diffLines, type LineDiff } from "../edit/diff.ts";
import type { Rung } from "../edit/match-ladder.ts";
import { numberedLines } from "../edit/numbered.ts";
import { reportTool } from "./report-tool.ts";
import { isInScope, isPlanned, stepOf } from "./scope.ts";
import type { Target } from "./target.ts";
import { refuse, type ToolContext, type ToolOutcome } from "./tool.ts";

const MAX_WINDOW_LINES = 40;
/** Of all windows together. */
const MAX_SHOWN_LINES = 120;
const MAX_WINDOWS = 20;
const AROUND = 3;

/** Refuses all paths if one is outside the plan. A refusal asks the user for nothing: `request_files` does. */
export function admit(
  tool: string,
  targets: readonly Target[],
  { host, plan }: ToolContext,
): ToolOutcome | null {
  const outside = new Map(
    targets
      .filter(({ action, located }) => plan !== null && !mayChange(action, plan, located.path))
      .map(({ located }) => [located.path, located]),
  );
  if (outside.size === 0) return null;
  const named = [...outside.keys()].join(", ");
  const reasons = [...outside.values()].flatMap((found) => (found.kind === "refused" ? [found.reason] : []));
  const message =
    reasons.length > 0
      ? reasons.join(" ")
      : `${named} ${outside.size === 1 ? "is" : "are"} not in the approved plan, so nothing was written. ` +
        "If the task cannot do without it, ask for it with request_files and say why; else go on with the files of the plan.";
  reportTool(host, tool, named, false, message);
  return refuse(message);
}

/** Tests outside the plan may be written but not deleted: deleting a test needs the user. */
export function mayChange(action: Touched["action"], plan: Pick<Plan, "steps">, path: string): boolean {
  return action === "delete" ? isPlanned(plan, path) : isInScope(plan, path);
}

/** Logs a change and returns the message for the model: the file's present text there. */
export function reportChange(change: FileChange, context: ToolContext): string {
  const { action, path, from, before, after, replacements, rungs } = change;
  if (action === "move" && from !== null) {
    // The log identifies files by path, so a move is a deletion and a creation.
    logEdit({ ...change, action: "delete", path: from, after: "" }, context);
    logEdit({ ...change, action: "create", before: "" }, context);
    const diff = diffLines(before, after);
    const moved = `Moved ${from} to ${path}`;
    const where = diff.places.length > 0 ? `${inexactMatchNote(rungs)}. Now:\n${windows(after, diff)}` : ".";
    return moved + where;
  }
  const { message, diff } = logEdit({ ...change, action: action === "move" ? "modify" : action }, context);
  if (diff.places.length === 0 || after === "" || action !== "modify") return `${message}.`;
  const count = replacements > 1 ? `, ${replacements} replacements` : "";
  return `${message}${count}${inexactMatchNote(rungs)}. Now:\n${windows(after, diff)}`;
}

type Logged = Pick<FileChange, "path" | "before" | "after" | "executable"> & {
  action: "create" | "modify" | "delete";
};

function logEdit(change: Logged, { host, plan, stepId }: ToolContext) {
  const { action, path, before, after } = change;
  const diff = diffLines(before, after);
  const { additions, deletions, patch } = diff;
  const message = wordsFor(change, `(+${additions} -${deletions})`);
  host.emit({
    type: "edit",
    message,
    data: { path, action, additions, deletions, patch, plan_step: plan ? stepOf(plan, path, stepId) : null },
  });
  return { message, diff };
}

function wordsFor({ action, path, before, after, executable }: Logged, counts: string): string {
  const mode = executable ? "executable" : "not executable";
  if (action === "modify" && before === after) return `Made ${path} ${mode}`;
  const verb = { create: "Created", modify: "Edited", delete: "Deleted" }[action];
  const told = executable === true || (executable === false && action === "modify");
  return `${verb} ${path} ${counts}${told ? `, ${mode}` : ""}`;
}

/** Tells the model how an inexact text was matched. */
function inexactMatchNote(rungs: readonly Rung[]): string {
  if (rungs.includes("indentation") || rungs.includes("punctuation"))
    return ", with the indentation and punctuation of the file, which differ from what you sent";
  return "";
}

/** One window for each changed place; places close to each other share one. */
function windows(text: string, { places, at }: LineDiff): string {
  const near: LineDiff["places"] = [];
  for (const { from, to } of places) {
    const last = near.at(-1);
    if (last && from - AROUND <= last.to + AROUND + 1) last.to = to;
    else near.push({ from, to });
  }
  const shown: string[] = [];
  let left = MAX_SHOWN_LINES;
  for (const { from, to } of near.slice(0, MAX_WINDOWS)) {
    if (left <= 0) break;
    const start = Math.max(1, from - AROUND);
    const end = Math.min(to + AROUND, start + Math.min(left, MAX_WINDOW_LINES) - 1);
    left -= end - start + 1;
    shown.push(numberedLines(text, start, end, { focus: at }).replace(/\n\s+\d+\| $/, ""));
  }
  const more = near.length - shown.length;
  if (more > 0) shown.push(`[${more} more changed ${more === 1 ? "place" : "places"}]`);
  return shown.join("\n[…]\n");
}
