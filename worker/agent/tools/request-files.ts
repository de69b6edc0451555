import { z } from "zod";
import type { Message } from "../../llm/types.ts";
import type { Plan } from "../../protocol/index.ts";
import { applyKept, uncovered } from "../commands/kept-change.ts";
import { isSummary } from "../prompts/compaction.ts";
import type { KeptChange } from "../types.ts";
import { mayChange } from "./change.ts";
import { lookOf } from "./file-names.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse } from "./tool.ts";
import type { WorkTree } from "./work-tree.ts";
import { parseArguments, resultsAfter } from "./written-paths.ts";

const MAX_REASON_CHARS = 2_000;
const MAX_REQUESTS = 100;

export const requestFiles = defineTool({
  name: "request_files",
  description:
    "Asks the user, when this run ends, for files outside the plan that the task cannot do without, or for a command's " +
    "change that was taken back (`kept`: its id). A refused edit does not ask. Do what is possible without, then finish.",
  args: z.object({
    paths: z.array(z.string().min(1).max(1024)).max(50).default([]),
    kept: z.string().max(20).optional(),
    reason: z.string().max(MAX_REASON_CHARS),
    delete: z.boolean().optional(),
  }),
  safe: true,
  speaks: true,
  normalise: (value) =>
    typeof value === "object" && value !== null && "action" in value
      ? { ...value, delete: value.action === "delete" }
      : value,
  async run(args, context) {
    const { host, workTree, plan } = context;
    const change = host.commandPort?.kept.all().find(({ id }) => id === args.kept);
    if (args.kept !== undefined && !change) return refuse(`There is no kept change ${args.kept}.`);
    if (!change && args.paths.length === 0) return refuse("Name paths, or a kept change.");
    const paths = args.paths.map((path) => workTree.parse(path));
    const wrong = args.paths.filter((_, index) => paths[index] === null);
    if (wrong.length > 0) return refuse(`Not paths inside the repository: ${wrong.join(", ")}.`);
    const found = await Promise.all(paths.flatMap((path) => (path === null ? [] : [workTree.locate(path)])));
    const reasons = found.flatMap((located) => (located.kind === "refused" ? [located.reason] : []));
    if (reasons.length > 0) return refuse(reasons.join(" "));
    const absent = found.filter(({ kind }) => args.delete && kind !== "file").map(({ path }) => path);
    if (absent.length > 0) return refuse(`No such file to delete: ${absent.join(", ")}.`);
    const action = args.delete ? "delete" : "write";
    const onDisk = new Set(found.map(({ path }) => path));
    const wanted = change && plan !== null ? uncovered(change, plan).map(({ path }) => path) : [];
    const needed = [
      ...new Set(
        [...onDisk].filter((path) => plan !== null && !mayChange(action, plan, path)).concat(wanted),
      ),
    ];
    // All of it is covered by now.
    if (needed.length === 0 && change) return applyKept(change, context);
    if (needed.length === 0) return { ok: true, content: "These files may be changed already; go on." };
    reportTool(host, "request_files", needed.join(", "), true, args.reason);
    return {
      ok: true,
      content:
        "Noted; the user is asked when this run ends. Do what is possible without these files, then call finish.",
    };
  },
});

/** A file outside the plan that the model asked for by `request_files`. */
const Asked = z.object({
  path: z.string(),
  reason: z.string().max(MAX_REASON_CHARS).catch(""),
  delete: z.boolean().catch(false),
  /** The kept change that it is a file of. */
  kept: z.string().optional().catch(undefined),
});
export type Asked = z.infer<typeof Asked>;

const AskedArguments = z.object({
  paths: z.array(z.string()).default([]),
  kept: z.string().optional().catch(undefined),
  reason: z.string().catch(""),
  delete: z.boolean().optional().catch(undefined),
  action: z.string().optional().catch(undefined),
});

/** Occurs in the result of a call that asks the user. A call without a result may be one of them. */
const NOTED = /\bnoted\b/i;

/**
 * The files outside the plan that a conversation asked for, by `request_files` alone. Derived from the conversation, so
 * that a crash loses none.
 */
export function askedIn(
  messages: readonly Message[],
  plan: Pick<Plan, "steps">,
  parse: (path: string) => string | null,
  kept: readonly KeptChange[] = [],
): Asked[] {
  // Keyed by appearance: a model may write one file's name in several forms, none of them the one on disk.
  const files = new Map<string, Asked>();
  const planned = new Set(plan.steps.flatMap(({ files }) => files.map(({ path }) => lookOf(path))));
  const add = (asked: Asked) => {
    const look = lookOf(asked.path);
    if (!files.has(look) && !planned.has(look)) files.set(look, asked);
  };
  for (const [at, message] of messages.entries()) {
    if (message.role === "user") for (const asked of notedIn(message.content)) add(asked);
    if (message.role !== "assistant") continue;
    const results = resultsAfter(messages, at);
    for (const { id, name, arguments: json } of message.toolCalls) {
      if (name !== "request_files" || !NOTED.test(results.get(id)?.content ?? "noted")) continue;
      for (const asked of askedBy(json, plan, parse, kept)) add(asked);
    }
  }
  return [...files.values()].slice(0, MAX_REQUESTS);
}

/** What is to be done with each file, as the disk has it. */
export function withActions(asked: readonly Asked[], workTree: WorkTree) {
  return Promise.all(
    asked.map(async ({ path, reason, delete: gone, kept }) => {
      const located = await workTree.locate(path);
      const there = located.kind === "file";
      const action = gone ? ("delete" as const) : there ? ("modify" as const) : ("create" as const);
      return { path: located.path, action, reason, ...(kept === undefined ? {} : { kept }) };
    }),
  );
}

const NOTE = "Files outside the plan that the user will be asked for: ";

/** A note that preserves the requests of dropped messages; null if there were none. */
export const requestedNote = (asked: readonly Asked[]): string | null =>
  asked.length === 0 ? null : NOTE + JSON.stringify(asked);

function notedIn(content: string): Asked[] {
  if (!isSummary(content)) return [];
  const json = content.split("\n").findLast((line) => line.startsWith(NOTE));
  const noted = z.array(Asked).safeParse(parseArguments(json?.slice(NOTE.length) ?? ""));
  return noted.success ? noted.data : [];
}

function askedBy(
  json: string,
  plan: Pick<Plan, "steps">,
  parse: (path: string) => string | null,
  kept: readonly KeptChange[],
): Asked[] {
  const given = AskedArguments.safeParse(parseArguments(json));
  if (!given.success) return [];
  const { paths, reason } = given.data;
  const gone = given.data.delete ?? given.data.action === "delete";
  const change = kept.find(({ id }) => id === given.data.kept);
  const ofChange = (change?.files ?? [])
    .filter(({ path, after }) => !mayChange(after === null ? "delete" : "write", plan, path))
    .map(({ path, after }) => ({ path, reason: reason.trim(), delete: after === null, kept: change?.id }));
  const named = paths
    .map(parse)
    .filter((path) => path !== null)
    .filter((path) => !mayChange(gone ? "delete" : "write", plan, path))
    .map((path) => ({ path, reason: reason.trim(), delete: gone }));
  return [...ofChange, ...named];
}
