import { z } from "zod";
import { GIT_ENV } from "../../sandbox/git.ts";
import { onDisk } from "./file-names.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse } from "./tool.ts";

const MAX_PATHS = 300;

export const glob = defineTool({
  name: "glob",
  description:
    "Lists files of the repository whose path fits a pattern: `src/**/*.ts`, `*.md` (in any folder), `docs/` (a folder). " +
    `Ignored files are left out. Returns at most ${MAX_PATHS} paths.`,
  args: z.object({ pattern: z.string().min(1).max(500) }),
  safe: true,
  quotes: true,
  async run({ pattern }, { host, workTree }) {
    const wanted = globSpec(pattern, (path) => workTree.parse(path));
    const spec = await onDisk(wanted, (path) => workTree.locate(path));
    if (spec === null) return refuse("The pattern must be relative and inside the repository.");
    const result = await host.run(
      [
        "git",
        "ls-files",
        "-z",
        "-t",
        "--cached",
        "--others",
        "--deleted",
        "--exclude-standard",
        "--",
        ...spec,
      ],
      { timeoutMs: 30_000, visible: false, env: GIT_ENV },
    );
    if (result.exitCode !== 0) {
      const reason = result.stderr.trim().slice(0, 500) || "git ls-files failed.";
      reportTool(host, "glob", pattern, false, reason);
      return refuse(reason);
    }
    const paths = existing(result.stdout);
    const shown = paths.slice(0, MAX_PATHS);
    const more = paths.length > shown.length ? `\n[${paths.length - shown.length} more]` : "";
    reportTool(host, "glob", pattern, true, `${paths.length} ${paths.length === 1 ? "file" : "files"}`);
    if (shown.length === 0) return { ok: true, content: "No file fits." };
    const all = more === "" ? {} : { full: paths.join("\n") };
    return { ok: true, content: shown.join("\n") + more, ...all };
  },
});

/** A pattern without a slash matches in any folder; a plain folder name means its content. */
export function globSpec(pattern: string, parse: (path: string) => string | null): string[] | null {
  if (/^(?:\.?\/?|\*\*(?:\/\*)?|\*)$/.test(pattern)) return [];
  const inside = parse(pattern.replace(/\/$/, ""));
  if (inside === null) return null;
  if (!/[*?[]/.test(inside)) return [`:(literal)${inside}`];
  return [inside.includes("/") ? `:(glob)${inside}` : `:(glob)**/${inside}`];
}

/** `H path` cached, `? path` untracked, `R path` deleted in the tree (and also listed as cached). */
function existing(stdout: string): string[] {
  const gone = new Set<string>();
  const paths = new Set<string>();
  for (const entry of stdout.split("\0")) {
    if (entry.startsWith("R ")) gone.add(entry.slice(2));
    else if (entry !== "") paths.add(entry.slice(2));
  }
  return [...paths].filter((path) => !gone.has(path)).sort();
}
