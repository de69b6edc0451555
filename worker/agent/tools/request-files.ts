import { z } from "zod";
import type { Message } from "../../llm/types.ts";
import type { Plan } from "../../protocol/index.ts";
import { pathsOf, type Touched } from "../edit/apply-edits.ts";
import { isSummary } from "../prompts/compaction.ts";
import { patchArgument } from "./apply-patch.ts";
import { mayChange } from "./change.ts";
import { lookOf } from "./file-names.ts";
import { fitArguments } from "./fit-arguments.ts";
import { reportTool } from "./report-tool.ts";
import { isInScope } from "./scope.ts";
import { defineTool, refuse } from "./tool.ts";

export const requestFiles = defineTool({
  name: "request_files",
  description:
    "Asks the user for files outside the approved plan that the task cannot do without. The user is asked when this run ends: " +
    "finish what is possible without them first, then call finish.",
  args: z.object({
    paths: z.array(z.string().min(1).max(1024)).min(1).max(50),
    reason: z.string().max(2000),
  }),
  safe: true,
  speaks: true,
  async run(args, { host, workTree, plan }) {
    const paths = args.paths.map((path) => workTree.parse(path));
    const wrong = args.paths.filter((_, index) => paths[index] === null);
    if (wrong.length > 0) return refuse(`Not paths inside the repository: ${wrong.join(", ")}.`);
    const found = await Promise.all(paths.flatMap((path) => (path === null ? [] : [workTree.locate(path)])));
    const foreign = args.paths.filter((given, at) => found[at] && workTree.isForeign(given, found[at]));
    if (foreign.length > 0) return refuse(`Not paths inside the repository: ${foreign.join(", ")}.`);
    const reasons = found.flatMap((located) => (located.kind === "refused" ? [located.reason] : []));
    if (reasons.length > 0) return refuse(reasons.join(" "));
    const onDisk = new Set(found.map(({ path }) => path));
    const needed = [...onDisk].filter((path) => plan !== null && !isInScope(plan, path));
    if (needed.length === 0) return { ok: true, content: "These files may be changed already; go on." };
    reportTool(host, "request_files", needed.join(", "), true, args.reason);
    return {
      ok: true,
      content:
        "Noted; the user is asked when this run ends. Do what is possible without these files, then call finish.",
    };
  },
});

const Asked = z.object({
  path: z.string().optional(),
  paths: z.array(z.string()).optional(),
  patch: z.string().optional(),
});

/** Occurs in the result of every call that asks the user. A call without a result may be one of them. */
const NOTED = /\bnoted\b/i;

/**
 * The paths outside the plan that a conversation requested, by `request_files` or by a refused change. Derived from the
 * conversation, so that a crash loses none.
 */
export function requestedPaths(
  messages: readonly Message[],
  plan: Pick<Plan, "steps">,
  parse: (path: string) => string | null,
): string[] {
  // Keyed by appearance: a model may write one file's name in several forms, none of them the one on disk.
  const paths = new Map<string, string>();
  const planned = new Set(plan.steps.flatMap(({ files }) => files.map(({ path }) => lookOf(path))));
  const add = (path: string) => {
    const look = lookOf(path);
    if (!paths.has(look) && !planned.has(look)) paths.set(look, path);
  };
  for (const [at, message] of messages.entries()) {
    if (message.role === "user") for (const path of notedIn(message.content)) add(path);
    if (message.role !== "assistant") continue;
    const results = resultsAfter(messages, at);
    for (const call of message.toolCalls) {
      if (!NOTED.test(results.get(call.id) ?? "noted")) continue;
      for (const path of askedBy(call.name, call.arguments, plan, parse)) add(path);
    }
  }
  return [...paths.values()].slice(0, 100);
}

/** Results by call id, which some providers reuse in a later turn. */
function resultsAfter(messages: readonly Message[], at: number): Map<string, string> {
  const results = new Map<string, string>();
  for (const message of messages.slice(at + 1)) {
    if (message.role === "assistant") break;
    if (message.role === "tool") results.set(message.toolCallId, message.content);
  }
  return results;
}

const NOTE = "Files outside the plan that the user will be asked for: ";

/** A note that preserves the requests of dropped messages; null if there were none. */
export const requestedNote = (paths: readonly string[]): string | null =>
  paths.length === 0 ? null : NOTE + JSON.stringify(paths);

function notedIn(content: string): string[] {
  if (!isSummary(content)) return [];
  const json = content.split("\n").findLast((line) => line.startsWith(NOTE));
  const noted = z.array(z.string()).safeParse(parseArguments(json?.slice(NOTE.length) ?? ""));
  return noted.success ? noted.data : [];
}

function askedBy(
  tool: string,
  json: string,
  plan: Pick<Plan, "steps">,
  parse: (path: string) => string | null,
): string[] {
  const asked = fitArguments(Asked, parseArguments(json), patchArgument);
  if (!asked.success) return [];
  const { path = "", paths = [], patch = "" } = asked.data;
  if (tool === "request_files") {
    return paths
      .map(parse)
      .filter((wanted) => wanted !== null)
      .filter((wanted) => !isInScope(plan, wanted));
  }
  return touchedBy(tool, path, patch).flatMap(({ path: given, action }) => {
    const wanted = parse(given);
    return wanted === null || mayChange(action, plan, wanted) ? [] : [wanted];
  });
}

/** The paths that a call of a writing tool tried to change, successful or not. */
function touchedBy(tool: string, path: string, patch: string): Touched[] {
  if (tool === "apply_patch") return pathsOf({ kind: "patch", patch });
  return tool === "edit" || tool === "write" || tool === "delete" ? [{ path, action: tool }] : [];
}

/** A free-text patch is not JSON. */
function parseArguments(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
