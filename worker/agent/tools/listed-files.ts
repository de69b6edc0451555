import { GIT_ENV } from "../../sandbox/git.ts";
import type { AgentHost } from "../types.ts";
import type { SelectedPaths } from "./selected-paths.ts";

const TIMEOUT_MS = 30_000;

export type ListedFiles = { ok: true; paths: string[] } | { ok: false; reason: string };

/** The files that are there and selected, sorted: tracked, new, and ignored ones that were named outright. */
export async function listFiles(
  host: AgentHost,
  { pathspecs, ignored, excluded, nothing }: Omit<SelectedPaths, "missing">,
): Promise<ListedFiles> {
  if (nothing) return { ok: true, paths: [] };
  const paths = new Set<string>();
  if (pathspecs.length > 0 || ignored.length === 0) {
    const options = ["-t", "--cached", "--others", "--deleted", "--exclude-standard"];
    const found = await lsFiles(host, options, pathspecs);
    if (!found.ok) return found;
    for (const path of existing(found.paths)) paths.add(path);
  }
  if (ignored.length > 0) {
    const found = await lsFiles(host, ["-t", "--cached", "--others", "--deleted"], ignored);
    if (!found.ok) return found;
    for (const path of existing(found.paths)) paths.add(path);
  }
  // An exclusion in the same call is ignored where it does not begin like what is listed.
  const without =
    excluded.length === 0 ? null : await lsFiles(host, ["-t", "--cached", "--others"], excluded);
  if (without?.ok) for (const path of existing(without.paths)) paths.delete(path);
  return { ok: true, paths: [...paths].sort() };
}

/** Where a pattern fits only in other letter case, or only folders: what it may have meant. Empty for nothing. */
export async function nearMisses(
  host: AgentHost,
  pathspecs: readonly string[],
): Promise<{ folders: string[]; otherCase: string[] }> {
  const globs = pathspecs.filter((spec) => spec.startsWith(":(glob)"));
  if (globs.length === 0) return { folders: [], otherCase: [] };
  const below = await listFiles(host, selected(globs.map((spec) => `${spec}/**`)));
  const folders = below.ok ? foldersOf(below.paths, globs) : [];
  const cased = await listFiles(
    host,
    selected(globs.map((spec) => spec.replace(":(glob)", ":(icase,glob)"))),
  );
  return { folders, otherCase: cased.ok ? cased.paths : [] };
}

const selected = (pathspecs: string[]) => ({ pathspecs, ignored: [], excluded: [], nothing: false });

/** As deep as the pattern that found them. */
function foldersOf(paths: readonly string[], globs: readonly string[]): string[] {
  const depths = globs.filter((spec) => !spec.includes("**")).map((spec) => spec.split("/").length);
  const [depth] = depths;
  if (depth === undefined || depths.some((other) => other !== depth)) return [];
  return [...new Set(paths.map((path) => `${path.split("/").slice(0, depth).join("/")}/`))];
}

async function lsFiles(
  host: AgentHost,
  flags: readonly string[],
  pathspecs: readonly string[],
): Promise<ListedFiles> {
  const argv = ["git", "ls-files", "-z", ...flags, "--", ...pathspecs] as const;
  const options = { timeoutMs: TIMEOUT_MS, visible: false, env: GIT_ENV, git: true };
  const result = await host.run(argv, options);
  if (result.exitCode === 0)
    return { ok: true, paths: result.stdout.split("\0").filter((entry) => entry !== "") };
  return { ok: false, reason: result.stderr.trim().slice(0, 500) || "git ls-files failed." };
}

/** `H path` cached, `? path` untracked, `R path` deleted in the tree (and also listed as cached). */
function existing(entries: readonly string[]): string[] {
  const gone = new Set(entries.filter((entry) => entry.startsWith("R ")).map((entry) => entry.slice(2)));
  return entries.map((entry) => entry.slice(2)).filter((path) => !gone.has(path));
}
