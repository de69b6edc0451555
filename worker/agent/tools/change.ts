import type { Plan } from "../../protocol/index.ts";
import { diffLines } from "../edit/diff.ts";
import { numberedLines } from "../edit/numbered.ts";
import { reportTool } from "./events.ts";
import { isInScope, isPlanned, stepOf } from "./scope.ts";
import { refuse, type ToolContext, type ToolOutcome } from "./tool.ts";

type Changing = "edit" | "write" | "delete";

const MAX_SHOWN_LINES = 40;
const AROUND = 3;

/** A path that this tool may change, or the refusal. A refusal for scope is asked of the user when the run ends. */
export function admit(
  tool: Changing,
  given: string,
  { host, workspace, plan }: ToolContext,
): { path: string } | { refusal: ToolOutcome } {
  const path = workspace.parse(given);
  if (path === null)
    return {
      refusal: report(tool, given, "The path must be relative, inside the repository, outside .git."),
    };
  if (plan && mayChange(tool, plan, path)) return { path };
  const reason =
    `${path} is not in the approved plan, so nothing was written. It is noted that you need it, and the user is asked ` +
    "when this run ends. Go on with the files of the plan; when nothing more can be done without it, call finish.";
  return { refusal: report(tool, path, reason) };

  function report(name: Changing, target: string, message: string): ToolOutcome {
    reportTool(host, name, target, false, message);
    return refuse(message);
  }
}

/** Tests outside the plan may be written but not deleted: a test that disappears needs the user. */
export function mayChange(tool: Changing, plan: Pick<Plan, "steps">, path: string): boolean {
  return tool === "delete" ? isPlanned(plan, path) : isInScope(plan, path);
}

/** Puts an edit into the log and tells the model what the file looks like there now. */
export function changed(
  action: "create" | "modify" | "delete",
  path: string,
  before: string,
  after: string,
  { host, plan }: ToolContext,
): ToolOutcome {
  const diff = diffLines(before, after);
  const verb = { create: "Created", modify: "Edited", delete: "Deleted" }[action];
  const message = `${verb} ${path} (+${diff.additions} -${diff.deletions})`;
  const { additions, deletions, patch } = diff;
  host.emit({
    type: "edit",
    message,
    data: { path, action, additions, deletions, patch, plan_step: plan ? stepOf(plan, path) : null },
  });
  const shown = diff.changed && action === "modify" ? `. Now:\n${slice(after, diff.changed)}` : ".";
  return { ok: true, content: `${message}${shown}`, edited: true };
}

function slice(text: string, { from, to }: { from: number; to: number }): string {
  const start = Math.max(1, from - AROUND);
  const end = Math.min(to + AROUND, start + MAX_SHOWN_LINES - 1);
  return numberedLines(text, start, end).replace(/\n\s+\d+\| $/, "");
}
