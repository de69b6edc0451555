import { type Git, line, lineOrNull } from "./run.ts";

export interface ChangedFile {
  sha: string | null;
  filename: string;
  previousFilename: string | null;
  status: "added" | "modified" | "removed" | "renamed";
  additions: number;
  deletions: number;
  /** Hunks without the file header; null for a binary file. */
  patch: string | null;
}

export async function mergeBase(git: Git, gitDir: string, a: string, b: string): Promise<string | null> {
  return lineOrNull(git(["merge-base", a, b], { gitDir }));
}

export async function unifiedDiff(git: Git, gitDir: string, from: string, to: string): Promise<string> {
  return (await git(["diff", "-M", "--no-ext-diff", "--no-color", from, to], { gitDir })).toString();
}

const STATUS: Record<string, ChangedFile["status"]> = { A: "added", D: "removed", R: "renamed" };

/** Files that differ between two commits, renames found, as a pull request shows them. */
export async function changedFiles(
  git: Git,
  gitDir: string,
  from: string,
  to: string,
): Promise<ChangedFile[]> {
  const [raw, patches] = await Promise.all([
    git(["diff", "--raw", "-z", "-M", "--abbrev=40", from, to], { gitDir }),
    unifiedDiff(git, gitDir, from, to),
  ]);
  const bodies = `\n${patches}`.split("\ndiff --git ").slice(1);
  const fields = raw.toString().split("\0");
  const files: ChangedFile[] = [];
  let body = 0;
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , , sha = "", letter = "M"] = (fields[at] ?? "").split(" ");
    const renamed = letter.startsWith("R");
    const filename = fields[at + (renamed ? 2 : 1)] ?? "";
    files.push({
      sha: /^0+$/.test(sha) ? null : sha,
      filename,
      previousFilename: renamed ? (fields[at + 1] ?? null) : null,
      status: STATUS[letter.charAt(0)] ?? "modified",
      ...hunksOf(bodies[body] ?? ""),
    });
    // A change of type (file to symlink) is one raw record and two patches.
    body += letter === "T" ? 2 : 1;
    at += renamed ? 3 : 2;
  }
  return files;
}

function hunksOf(body: string): Pick<ChangedFile, "additions" | "deletions" | "patch"> {
  const start = body.indexOf("\n@@");
  if (start < 0) return { additions: 0, deletions: 0, patch: null };
  const rows = body.slice(start + 1).split("\n");
  const count = (sign: string): number => rows.filter((row) => row.startsWith(sign)).length;
  return { additions: count("+"), deletions: count("-"), patch: rows.join("\n").replace(/\n$/, "") };
}

/** Newest first. */
export async function listCommits(
  git: Git,
  gitDir: string,
  range: string[],
  limit = 1000,
): Promise<string[]> {
  const output = line(await git(["rev-list", `--max-count=${limit}`, ...range, "--"], { gitDir }));
  return output === "" ? [] : output.split("\n");
}
