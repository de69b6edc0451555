import { z } from "zod";
import type { Argv } from "../../sandbox/port.ts";
import type { AgentHost, CommandResult } from "../types.ts";
import { reportTool } from "./events.ts";
import { defineTool, refuse } from "./tool.ts";

const MAX_MATCHES = 100;
const MAX_LINE_CHARS = 300;
const MAX_CHARS = 16_000;
const TIMEOUT_MS = 30_000;

export const grep = defineTool({
  name: "grep",
  description:
    "Searches the text files of the repository line by line with a regular expression (ignored files are left out). " +
    `Returns \`path:line: text\`, at most ${MAX_MATCHES} matches.`,
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
  async run(args, { host, workspace }) {
    const where = pathspec(args.path, (path) => workspace.parse(path));
    if (where === null) return refuse("The path must be relative and inside the repository.");
    const flags = args.ignore_case ? ["-i"] : [];
    const result = await search(host, [...flags, "-e", args.pattern, "--", ...where]);
    if (result.timedOut)
      return failed(host, args.pattern, "The search took too long; narrow the pattern or the path.");
    if (result.exitCode === 1) {
      reportTool(host, "grep", args.pattern, true, "no match");
      return { ok: true, content: "No match." };
    }
    if (result.exitCode !== 0)
      return failed(host, args.pattern, result.stderr.trim().slice(0, 500) || "git grep failed.");
    const { content, count, more, full } = format(result.stdout);
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

/** Null for a path outside the repository; no pathspec for the whole of it. */
export function pathspec(path: string | undefined, parse: (path: string) => string | null): string[] | null {
  if (path === undefined || /^(?:\.?\/?|\*\*)$/.test(path)) return [];
  const inside = parse(path.replace(/\/$/, ""));
  if (inside === null) return null;
  return [/[*?[]/.test(inside) ? `:(glob)${inside}` : `:(literal)${inside}`];
}

async function search(host: AgentHost, rest: readonly string[]): Promise<CommandResult> {
  const run = (dialect: string) => {
    const argv: Argv = [
      "git",
      "--no-pager",
      "-c",
      "core.fsmonitor=false",
      "grep",
      "-n",
      "-I",
      "-z",
      "--untracked",
      "--no-color",
      "--full-name",
      dialect,
      ...rest,
    ];
    return host.run(argv, { timeoutMs: TIMEOUT_MS, visible: false, maxBytes: 256 * 1024 });
  };
  const perl = await run("-P");
  // Some builds of git come without PCRE.
  return perl.exitCode === 128 && /USE_LIBPCRE/i.test(perl.stderr) ? run("-E") : perl;
}

function failed(host: AgentHost, pattern: string, reason: string) {
  reportTool(host, "grep", pattern, false, reason);
  return refuse(reason);
}

/** `path NUL line NUL text` per match. `full` holds every match, `content` those that are shown. */
function format(stdout: string): { content: string; count: number; more: boolean; full: string } {
  const matches = stdout.split("\n").filter((line) => line.includes("\0"));
  const lines = matches.map(describe);
  let chars = 0;
  let shown = 0;
  for (const line of lines) {
    if (shown === MAX_MATCHES || chars + line.length > MAX_CHARS) break;
    chars += line.length;
    shown += 1;
  }
  const content = lines.slice(0, shown).join("\n");
  return { content, count: shown, more: lines.length > shown, full: lines.join("\n") };
}

function describe(match: string): string {
  const [path = "", line = "", ...rest] = match.split("\0");
  const text = rest.join(" ").trimEnd();
  return `${path}:${line}: ${text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)} [line cut]` : text}`;
}
