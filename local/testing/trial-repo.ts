/**
 * Small git repositories from a description, byte for byte: what a working tree on this machine could not hold (names
 * in NFD, folders of another repository, links to nowhere) comes out as it would from a server.
 */
import { z } from "zod";
import type { Git } from "../github/git/run.ts";

/** A string is a text of mode 100644. `base64` holds bytes that are no UTF-8. */
const TrialEntry = z.union([
  z.string(),
  z.object({ text: z.string(), executable: z.boolean().optional() }).strict(),
  z.object({ base64: z.base64(), executable: z.boolean().optional() }).strict(),
  z.object({ link: z.string().min(1) }).strict(),
  /** A submodule at this commit; add a `.gitmodules` where one is wanted. */
  z.object({ gitlink: z.string().regex(/^[0-9a-f]{40}$/) }).strict(),
]);
export type TrialEntry = z.infer<typeof TrialEntry>;

const TrialCommit = z
  .object({
    /** What stands at each path after the commit; null for nothing. Paths that are not named stay as they were. */
    files: z.record(z.string().min(1), TrialEntry.nullable()),
    message: z.string().default("Start"),
    /** Goes on from this branch; a new one begins where `main` stands. */
    branch: z.string().default("main"),
    tags: z.array(z.string()).default([]),
  })
  .strict();

export const TrialRepo = z
  .object({
    /** In their order. An empty list leaves a repository without a commit. */
    commits: z.array(TrialCommit),
    /** Rights of the users of the stand-in; who is not named may do everything. */
    access: z.partialRecord(z.enum(["ada", "grace"]), z.enum(["pull", "push", "admin"])).default({}),
  })
  .strict();
export type TrialRepo = z.input<typeof TrialRepo>;

/** Fills an empty bare repository. Rejects with a zod error, or with git's reason. */
export async function fillRepository(git: Git, gitDir: string, repo: TrialRepo): Promise<void> {
  const { commits } = TrialRepo.parse(repo);
  if (commits.length === 0) return;
  const begun = new Set<string>();
  const parts: string[][] = commits.map((commit, index) => {
    const from = begun.has(commit.branch) ? null : begun.has("main") ? "refs/heads/main" : null;
    begun.add(commit.branch);
    const date = `${1_767_600_000 + index * 60} +0000`;
    const author = `Test <test@example.test> ${date}`;
    return [
      `commit refs/heads/${commit.branch}`,
      `mark :${index + 1}`,
      `author ${author}`,
      `committer ${author}`,
      data(Buffer.from(commit.message)),
      ...(from === null ? [] : [`from ${from}`]),
      ...Object.entries(commit.files).flatMap(([path, entry]) => change(path, entry)),
      "",
      ...commit.tags.flatMap((tag) => [`reset refs/tags/${tag}`, `from :${index + 1}`, ""]),
    ];
  });
  const stream = `${parts.flat().join("\n")}\n`;
  await git(["fast-import", "--quiet", "--force"], { gitDir, input: Buffer.from(stream, "latin1") });
}

function change(path: string, entry: TrialEntry | null): string[] {
  const name = quoted(path);
  if (entry === null) return [`D ${name}`];
  if (typeof entry === "string") return [`M 100644 inline ${name}`, data(Buffer.from(entry))];
  if ("gitlink" in entry) return [`M 160000 ${entry.gitlink} ${name}`];
  if ("link" in entry) return [`M 120000 inline ${name}`, data(Buffer.from(entry.link))];
  const bytes = "text" in entry ? Buffer.from(entry.text) : Buffer.from(entry.base64, "base64");
  return [`M ${entry.executable ? "100755" : "100644"} inline ${name}`, data(bytes)];
}

/** The stream is Latin-1: each character is one byte of it. */
const data = (bytes: Buffer): string => `data ${bytes.byteLength}\n${bytes.toString("latin1")}`;

const quoted = (path: string): string =>
  `"${Array.from(new Uint8Array(Buffer.from(path)), (byte: number) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}"`;

/** One entry of a tree as git has it. */
export interface TreeEntry {
  mode: string;
  /** Object id. */
  id: string;
  /** Null for a submodule. */
  base64: string | null;
}

/** Every file of a commit by its path, as git has it. */
export async function readTree(
  git: Git,
  gitDir: string,
  revision: string,
): Promise<Record<string, TreeEntry>> {
  const listed = (await git(["ls-tree", "-r", "-z", "--full-tree", revision], { gitDir })).toString();
  const entries = listed
    .split("\0")
    .filter((entry) => entry !== "")
    .map(async (entry): Promise<[string, TreeEntry]> => {
      const tab = entry.indexOf("\t");
      const [mode = "", kind = "", id = ""] = entry.slice(0, tab).split(" ");
      const bytes = kind === "blob" ? await git(["cat-file", "blob", id], { gitDir }) : null;
      return [entry.slice(tab + 1), { mode, id, base64: bytes?.toString("base64") ?? null }];
    });
  return Object.fromEntries(await Promise.all(entries));
}
