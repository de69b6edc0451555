import { z } from "zod";
import type { AgentHost } from "../types.ts";
import { formatMatches, withContext, withTextColumns } from "./grep-format.ts";
import { type GrepResult, grepFiles } from "./grep-search.ts";
import { listFiles } from "./listed-files.ts";
import { grepArguments } from "./path-argument.ts";
import { adviceForNoMatch } from "./regex-advice.ts";
import { reportTool } from "./report-tool.ts";
import { type SelectedPaths, selectPaths } from "./selected-paths.ts";
import { defineTool, refuse, type ToolContext, type ToolOutcome } from "./tool.ts";

const MAX_MATCHES = 100;

const EVERYTHING = { pathspecs: [], ignored: [], excluded: [], missing: [], nothing: false };

export const grep = defineTool({
  name: "grep",
  description:
    `Searches text files: \`path:line: text\`, at most ${MAX_MATCHES} matches; a long line is cut around its match, with the ` +
    "column.",
  args: z.object({
    pattern: z.string().min(1).max(1000).describe("PCRE"),
    path: z.string().max(2_000).optional().describe("A file, or as for glob"),
    ignore_case: z.boolean().optional(),
    context: z.int().min(0).max(20).optional().describe("Lines around each match"),
  }),
  safe: true,
  quotes: true,
  normalise: grepArguments,
  async run(args, context) {
    const { host } = context;
    const pattern = args.pattern.replace(/\r?\n$/, "");
    if (pattern.includes("\n")) return failed(host, pattern, "Lines are searched one by one: send one line.");
    const selected =
      args.path === undefined
        ? { ok: true as const, ...EVERYTHING }
        : await selectPaths(args.path, "path", context);
    if (!selected.ok) return failed(host, pattern, selected.reason);
    const { missing, nothing } = selected;
    if (nothing)
      return failed(host, pattern, missing.join("\n") || "Nothing was searched: the path is empty.");
    const result = await grepFiles(host, { pattern, ignoreCase: args.ignore_case ?? false }, selected);
    if (!result.ok) return failed(host, pattern, result.reason);
    const notes = missing.map((reason) => `[${reason}]`);
    if (result.matches.length > 0) return shown(pattern, result, notes, args.context ?? 0, context);
    const where = args.path === undefined ? null : await searched(host, args.path, selected);
    if (where !== null && !where.ok) return failed(host, pattern, [...missing, where.text].join("\n"));
    reportTool(host, "grep", pattern, true, "no match");
    const advice = adviceForNoMatch(pattern);
    const said = [where === null ? "No match." : where.text, ...(advice === null ? [] : [advice]), ...notes];
    return { ok: true, content: said.join("\n") };
  },
});

function failed(host: AgentHost, pattern: string, reason: string): ToolOutcome {
  reportTool(host, "grep", pattern, false, reason);
  return refuse(reason);
}

async function shown(
  pattern: string,
  result: Extract<GrepResult, { ok: true }>,
  notes: readonly string[],
  around: number,
  context: ToolContext,
): Promise<ToolOutcome> {
  const matches = await withTextColumns(result.matches.slice(0, MAX_MATCHES), context);
  const all = [...matches, ...result.matches.slice(matches.length)];
  const { content, count, full } = formatMatches(all, MAX_MATCHES);
  const more = result.cut || count < all.length;
  const detail = `${count}${more ? "+" : ""} ${count === 1 ? "match" : "matches"}`;
  reportTool(context.host, "grep", pattern, true, detail);
  const text = around === 0 ? content : await withContext(matches.slice(0, count), around, context);
  const parts = [text, ...(more ? ["[more matches: narrow the pattern or the path]"] : []), ...notes];
  return { ok: true, content: parts.join("\n"), ...(more ? { full } : {}) };
}

/** What a search without a match has gone through. Not ok when there was no file at all. */
async function searched(
  host: AgentHost,
  path: string,
  selected: SelectedPaths,
): Promise<{ ok: boolean; text: string }> {
  const found = await listFiles(host, selected);
  if (!found.ok) return { ok: true, text: "No match." };
  const { length: count } = found.paths;
  if (count === 0) return { ok: false, text: `Nothing was searched: no file fits ${path}.` };
  return { ok: true, text: `No match in ${path} (${count} ${count === 1 ? "file" : "files"} searched).` };
}
