import { z } from "zod";
import type { AgentHost } from "../types.ts";
import { listFiles, nearMisses } from "./listed-files.ts";
import { pathArgument } from "./path-argument.ts";
import { reportTool } from "./report-tool.ts";
import { type SelectedPaths, selectPaths } from "./selected-paths.ts";
import { defineTool, refuse, type ToolOutcome } from "./tool.ts";

const MAX_PATHS = 300;
const MAX_NEAR = 30;

export const glob = defineTool({
  name: "glob",
  description:
    "Lists files whose path fits: `src/{a,b}/**/*.ts`, `*.md` (any folder), `docs/`; several with commas, `!` leaves one " +
    `out. Ignored files only where their folder is named. At most ${MAX_PATHS}.`,
  args: z.object({ pattern: z.string().min(1).max(2_000) }),
  safe: true,
  quotes: true,
  normalise: (value) => pathArgument(value, "pattern"),
  async run({ pattern }, context) {
    const { host } = context;
    const selected = await selectPaths(pattern, "pattern", context);
    if (!selected.ok) return failed(host, pattern, selected.reason);
    const found = await listFiles(host, selected);
    if (!found.ok) return failed(host, pattern, found.reason);
    const { paths } = found;
    reportTool(host, "glob", pattern, true, `${paths.length} ${paths.length === 1 ? "file" : "files"}`);
    const missing = selected.missing.map((reason) => `[${reason}]`);
    if (paths.length === 0)
      return { ok: true, content: [...missing, ...(await nothingFits(host, selected))].join("\n") };
    const shown = paths.slice(0, MAX_PATHS);
    const more = paths.length > shown.length ? [`[${paths.length - shown.length} more]`] : [];
    const all = more.length === 0 ? {} : { full: paths.join("\n") };
    return { ok: true, content: [...shown, ...more, ...missing].join("\n"), ...all };
  },
});

async function nothingFits(host: AgentHost, { pathspecs, nothing }: SelectedPaths): Promise<string[]> {
  if (nothing) return [];
  const { folders, otherCase } = await nearMisses(host, pathspecs);
  if (folders.length > 0) return ["No file fits, but folders do:", ...cut(folders)];
  if (otherCase.length > 0) return ["No file fits; in other letter case there are:", ...cut(otherCase)];
  return ["No file fits."];
}

const cut = (paths: readonly string[]): string[] =>
  paths.length <= MAX_NEAR ? [...paths] : [...paths.slice(0, MAX_NEAR), `[${paths.length - MAX_NEAR} more]`];

function failed(host: AgentHost, pattern: string, reason: string): ToolOutcome {
  reportTool(host, "glob", pattern, false, reason);
  return refuse(reason);
}
