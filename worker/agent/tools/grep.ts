import { z } from "zod";
import type { AgentHost } from "../types.ts";
import { onDisk } from "./file-names.ts";
import { type GrepMatch, grepFiles, MAX_LINE_CHARS } from "./grep-search.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse } from "./tool.ts";

const MAX_MATCHES = 100;
const MAX_CHARS = 16_000;

export const grep = defineTool({
  name: "grep",
  description:
    "Searches the text files of the repository line by line with a regular expression (ignored files are left out). " +
    `Returns \`path:line: text\`, of long lines only what is around the match with its column, at most ${MAX_MATCHES} matches.`,
  args: z.object({
    pattern: z.string().min(1).max(1000).describe("Perl-compatible regular expression"),
    path: z
      .string()
      .max(1024)
      .optional()
      .describe("A file, a folder or a glob such as src/**/*.ts; default: everything"),
    ignore_case: z.boolean().optional(),
  }),
  safe: true,
  quotes: true,
  async run(args, { host, workTree }) {
    const wanted = pathspec(args.path, (path) => workTree.parse(path));
    const where = await onDisk(wanted, (path) => workTree.locate(path));
    if (where === null) return refuse("The path must be relative and inside the repository.");
    const query = { pattern: args.pattern, ignoreCase: args.ignore_case ?? false, pathspecs: where };
    const result = await grepFiles(host, query);
    if (!result.ok) return failed(host, args.pattern, result.reason);
    if (result.matches.length === 0) {
      reportTool(host, "grep", args.pattern, true, "no match");
      return { ok: true, content: "No match." };
    }
    const { content, count, full } = format(result.matches);
    const more = result.cut || count < result.matches.length;
    reportTool(
      host,
      "grep",
      args.pattern,
      true,
      `${count}${more ? "+" : ""} ${count === 1 ? "match" : "matches"}`,
    );
    if (!more) return { ok: true, content };
    return { ok: true, content: `${content}\n[more matches: narrow the pattern or the path]`, full };
  },
});

/** Null for a path outside the repository; an empty list for the whole repository. */
export function pathspec(path: string | undefined, parse: (path: string) => string | null): string[] | null {
  if (path === undefined || /^(?:\.?\/?|\*\*)$/.test(path)) return [];
  const inside = parse(path.replace(/\/$/, ""));
  if (inside === null) return null;
  return [/[*?[]/.test(inside) ? `:(glob)${inside}` : `:(literal)${inside}`];
}

function failed(host: AgentHost, pattern: string, reason: string) {
  reportTool(host, "grep", pattern, false, reason);
  return refuse(reason);
}

/** `full` has every match, `content` the shown ones. */
function format(matches: readonly GrepMatch[]): { content: string; count: number; full: string } {
  const lines = matches.map(describe);
  let chars = 0;
  let shown = 0;
  for (const line of lines) {
    if (shown === MAX_MATCHES || chars + line.length > MAX_CHARS) break;
    chars += line.length;
    shown += 1;
  }
  return { content: lines.slice(0, shown).join("\n"), count: shown, full: lines.join("\n") };
}

/** For a long line the column, from which `read` shows more. */
function describe({ path, line, column, text }: GrepMatch): string {
  const cut = text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)} [line cut]` : text;
  return column === null ? `${path}:${line}: ${cut}` : `${path}:${line}: […column ${column}…] ${cut} […]`;
}
