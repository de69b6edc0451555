import type { Plan } from "../../protocol/index.ts";
import type { FileChange, Touched } from "../edit/apply-edits.ts";
import { diffLines, type LineDiff } from "../edit/diff.ts";
import type { Rung } from "../edit/ladder.ts";
import { numberedLines } from "../edit/numbered.ts";
import { reportTool } from "./events.ts";
import { isInScope, isPlanned, stepOf } from "./scope.ts";
import { refuse, type ToolContext, type ToolOutcome } from "./tool.ts";

const MAX_SHOWN_LINES = 40;
const AROUND = 3;

/**
 * The paths that a tool may change, or the refusal of all of them. A refusal for scope is asked of the user when the
 * run ends.
 */
export function admit(
  tool: string,
  touched: readonly Touched[],
  { host, workspace, plan }: ToolContext,
): { paths: Set<string> } | { refusal: ToolOutcome } {
  const paths = new Set<string>();
  const outside = new Set<string>();
  for (const { path: given, action } of touched) {
    const path = workspace.parse(given);
    // The engine refuses it, and says so with everything else that is wrong.
    if (path === null) continue;
    paths.add(path);
    if (plan && !mayChange(action, plan, path)) outside.add(path);
  }
  if (outside.size === 0) return { paths };
  const named = [...outside].join(", ");
  const message =
    `${named} ${outside.size === 1 ? "is" : "are"} not in the approved plan, so nothing was written. It is noted that ` +
    "you need it, and the user is asked when this run ends. Go on with the files of the plan; when nothing more can " +
    "be done without it, call finish.";
  reportTool(host, tool, named, false, message);
  return { refusal: refuse(message) };
}

/** Tests outside the plan may be written but not deleted: a test that disappears needs the user. */
export function mayChange(action: Touched["action"], plan: Pick<Plan, "steps">, path: string): boolean {
  return action === "delete" ? isPlanned(plan, path) : isInScope(plan, path);
}

/** Puts a change into the log and returns what the model is told: what the file looks like there now. */
export function reportChange(change: FileChange, context: ToolContext): string {
  const { action, path, from, before, after, rungs } = change;
  if (action !== "move" || from === null) {
    const { message, diff } = logEdit(action === "move" ? "modify" : action, path, before, after, context);
    if (!diff.changed || action !== "modify") return `${message}.`;
    return `${message}${loosely(rungs)}. Now:\n${slice(after, diff)}`;
  }
  // The log knows files by their path, so a move is the end of one and the beginning of another.
  logEdit("delete", from, before, "", context);
  logEdit("create", path, "", after, context);
  const diff = diffLines(before, after);
  const moved = `Moved ${from} to ${path}`;
  return diff.changed ? `${moved}${loosely(rungs)}. Now:\n${slice(after, diff)}` : `${moved}.`;
}

function logEdit(
  action: "create" | "modify" | "delete",
  path: string,
  before: string,
  after: string,
  { host, plan, stepId }: ToolContext,
) {
  const diff = diffLines(before, after);
  const { additions, deletions, patch } = diff;
  const verb = { create: "Created", modify: "Edited", delete: "Deleted" }[action];
  const message = `${verb} ${path} (+${additions} -${deletions})`;
  host.emit({
    type: "edit",
    message,
    data: { path, action, additions, deletions, patch, plan_step: plan ? stepOf(plan, path, stepId) : null },
  });
  return { message, diff };
}

/** A model that gets the text slightly wrong should know what the engine made of it. */
function loosely(rungs: readonly Rung[]): string {
  if (rungs.includes("indentation") || rungs.includes("punctuation"))
    return ", with the indentation and punctuation of the file, which differ from what you sent";
  return "";
}

function slice(text: string, { changed, at }: LineDiff): string {
  const { from, to } = changed ?? { from: at.line, to: at.line };
  const start = Math.max(1, from - AROUND);
  const end = Math.min(to + AROUND, start + MAX_SHOWN_LINES - 1);
  return numberedLines(text, start, end, { focus: at }).replace(/\n\s+\d+\| $/, "");
}
