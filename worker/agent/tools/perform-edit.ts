import { z } from "zod";
import { type EditFailure, type EditRequest, pathsOf } from "../edit/apply-edits.ts";
import { withoutCopiedNumbers } from "../edit/copied-numbers.ts";
import { countLines } from "../edit/numbered.ts";
import type { FileState } from "../edit/staging.ts";
import { decodeText } from "../edit/text-file.ts";
import { admit, reportChange } from "./change.ts";
import { syntaxErrors } from "./diagnostics.ts";
import { reportTool } from "./report-tool.ts";
import { locateTargets, stateOf } from "./target.ts";
import { refuse, type ToolContext, type ToolOutcome } from "./tool.ts";
import { applyKnown } from "./unread-edit.ts";

/** After this many failed edits of a short file, the model is asked to write all of it. */
const FAILED_EDITS = 2;
const SHORT_FILE_LINES = 400;

/** Argument of the tools that write a file. Without it a new file that begins with #! can be run as a program. */
export const EXECUTABLE = z.boolean().optional();

/**
 * Executes one change request atomically. Failures are explained to the model; changes are logged, and the model sees
 * the files' present text.
 */
export async function performEdit(
  tool: string,
  request: EditRequest,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { host, workTree } = context;
  const targets = await locateTargets(pathsOf(request), context);
  const admitted = admit(tool, targets, context);
  if (admitted !== null) return admitted;
  const files = new Map<string, FileState>();
  for (const target of targets) files.set(target.located.path, await stateOf(target, targets, context));
  const paths = new Map(targets.map(({ given, located }) => [given, located.path]));
  const plain = withoutCopiedNumbers(request, (path) => textOf(files.get(paths.get(path) ?? "")));
  const result = applyKnown(files, plain, (path) => paths.get(path) ?? null);
  if (result.ok) {
    await workTree.commit(result.changes, files);
    const parts: string[] = [];
    for (const change of result.changes) {
      const said = reportChange(change, context);
      const broken = await syntaxErrors(change, context);
      parts.push(broken === null ? said : `${said}\n${broken}`);
    }
    return { ok: true, content: parts.join("\n\n"), edited: true };
  }
  for (const { path, shown } of result.failures) {
    const state = files.get(path);
    if (shown && state?.kind === "file") await workTree.remember(path, state.bytes);
  }
  const near = await nearNames(result.failures, context);
  const advice =
    request.kind === "edit" || request.kind === "patch" ? adviceFor(result.failures, files, context) : "";
  const target = [...new Set(result.failures.map(({ path }) => path))].join(", ");
  reportTool(host, tool, target || [...files.keys()].join(", "), false, result.message);
  return refuse(result.message + near + advice);
}

const textOf = (state: FileState | undefined): string | null => {
  const decoded = state?.kind === "file" ? decodeText(state.bytes) : null;
  return decoded?.ok ? decoded.file.text : null;
};

/** What files that do not exist may have meant. */
async function nearNames(failures: readonly EditFailure[], { workTree }: ToolContext): Promise<string> {
  const missing = failures.filter(({ problem }) => problem === "missing").slice(0, 3);
  return (await Promise.all(missing.map(({ path }) => workTree.didYouMean(path)))).join("");
}

/** Rewriting a short file is easier than matching its text. */
function adviceFor(
  failures: readonly EditFailure[],
  files: ReadonlyMap<string, FileState>,
  { workTree }: ToolContext,
): string {
  const missed = failures.filter(({ problem }) => MISSED.includes(problem));
  return missed
    .map(({ path }) => {
      const count = workTree.countFailedEdit(path);
      const lines = countLines(textOf(files.get(path)) ?? "");
      if (count < FAILED_EDITS || lines === 0 || lines >= SHORT_FILE_LINES) return "";
      return `\n${count} edits of ${path} have failed. It is short (${lines} ${lines === 1 ? "line" : "lines"}): replace all of it with write.`;
    })
    .join("");
}

const MISSED: readonly EditFailure["problem"][] = ["not_found", "not_unique", "indentation", "bad_patch"];
