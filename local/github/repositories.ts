import { cp, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { validationFailed } from "./answers.ts";
import { type StandIn, timestamp } from "./context.ts";
import type { Permission, Repository } from "./database.ts";
import { isAncestor, listRefs, resolve } from "./git/refs.ts";
import { type Git, GitError, line, lineOrNull } from "./git/run.ts";
import { USERS } from "./users.ts";

/** What the stand-in takes of a sample: `local/samples/` has the list. */
export interface SampleSource {
  fullName: string;
  /** Plain folder; becomes the one commit of `main`. */
  dir: string;
  description: string;
  /** Further branches, each with one more file on top of `main`. */
  branches?: { name: string; file: string; content: string; message: string }[];
}

interface NewRepository {
  owner: string;
  name: string;
  description: string | null;
  source?: string | null;
}

/** An empty bare repository with `main` as its default branch. No user may read it until access is granted. */
export async function createRepository(standIn: StandIn, wanted: NewRepository): Promise<Repository> {
  await initBare(standIn, wanted);
  return standIn.db.addRepository({ source: null, ...wanted, createdAt: timestamp(standIn.now()) });
}

/**
 * Adds a repository that `fill` puts commits into, for tests. Every user may do everything in it, but for those with
 * other `access`. Replaces none that is there.
 */
export async function addRepository(
  standIn: StandIn,
  fullName: string,
  fill: (git: Git, gitDir: string) => Promise<void>,
  access: Partial<Record<string, Permission>> = {},
): Promise<void> {
  const [owner = "", name = ""] = fullName.split("/");
  if (standIn.db.findRepository(owner, name)) throw new Error(`${fullName} is there already`);
  const wanted = { owner, name, description: null, source: null };
  await fill(standIn.git, await initBare(standIn, wanted));
  const repo = standIn.db.addRepository({ ...wanted, createdAt: timestamp(standIn.now()) });
  for (const { login } of USERS) standIn.db.grant(repo.id, login, access[login] ?? "admin");
}

/** Gives a repository another name; the old one leads to it from now on. */
export async function renameRepository(standIn: StandIn, repo: Repository, name: string): Promise<void> {
  if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(name) || standIn.db.findRepository(repo.owner, name))
    throw validationFailed({ resource: "Repository", field: "name", code: "invalid" });
  await rename(standIn.gitDir(repo), standIn.gitDir({ owner: repo.owner, name }));
  standIn.db.renameRepository(repo, name);
}

/** The directory first and the row last: what a crash leaves behind is a directory that the next try replaces. */
async function initBare(standIn: StandIn, repo: NewRepository): Promise<string> {
  const gitDir = standIn.gitDir(repo);
  await rm(gitDir, { recursive: true, force: true });
  await mkdir(path.dirname(gitDir), { recursive: true });
  await standIn.git(["init", "--bare", "--quiet", "--initial-branch=main", "--template=", gitDir]);
  return gitDir;
}

const SAMPLE_DATES = { GIT_AUTHOR_DATE: "2026-01-05T09:00:00Z", GIT_COMMITTER_DATE: "2026-01-05T09:00:00Z" };

/** Creates the sample's repository unless it is there. The commit is the same on every machine. */
export async function ensureSample(standIn: StandIn, sample: SampleSource): Promise<void> {
  const [owner = "", name = ""] = sample.fullName.split("/");
  if (standIn.db.findRepository(owner, name)) return;
  const wanted = { owner, name, description: sample.description, source: null };
  const gitDir = await initBare(standIn, wanted);
  const scratch = await mkdtemp(path.join(path.dirname(gitDir), ".sample-"));
  try {
    // A copy, because git writes an index beside what it adds and the samples may be read-only.
    const tree = path.join(scratch, "tree");
    await cp(sample.dir, tree, { recursive: true });
    const env = { GIT_INDEX_FILE: path.join(scratch, "index"), ...SAMPLE_DATES };
    const inTree = ["--work-tree", tree];
    await standIn.git([...inTree, "add", "--all", "."], { gitDir, cwd: tree, env });
    const first = line(await standIn.git(["write-tree"], { gitDir, env }));
    const message = `Start ${name}`;
    const commit = line(await standIn.git(["commit-tree", first, "-m", message], { gitDir, env }));
    await standIn.git(["update-ref", "refs/heads/main", commit], { gitDir });
    for (const branch of sample.branches ?? []) {
      const blob = line(
        await standIn.git(["hash-object", "-w", "--stdin"], { gitDir, input: branch.content }),
      );
      await standIn.git(["read-tree", first], { gitDir, env });
      const entry = `100644 ${blob}\t${branch.file}\n`;
      await standIn.git(["update-index", "--add", "--index-info"], { gitDir, env, input: entry });
      const next = line(await standIn.git(["write-tree"], { gitDir, env }));
      const args = ["commit-tree", next, "-p", commit, "-m", branch.message];
      const tip = line(await standIn.git(args, { gitDir, env }));
      await standIn.git(["update-ref", `refs/heads/${branch.name}`, tip], { gitDir });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const repo = standIn.db.addRepository({ ...wanted, createdAt: SAMPLE_DATES.GIT_AUTHOR_DATE });
  for (const user of USERS) standIn.db.grant(repo.id, user.login, "admin");
}

/**
 * Copies the user's own repository into the stand-in as `local/<folder name>`, or brings that copy up to date. The
 * original is only read. A branch that went on in the stand-in (a merged pull request) is kept; one that went
 * another way in the original follows the original.
 */
export async function importRepository(standIn: StandIn, source: string): Promise<string> {
  const dir = path.resolve(source);
  if (!(await stat(dir).catch(() => null))?.isDirectory()) throw new Error(`${source} is not a folder`);
  const found = await lineOrNull(standIn.git(["-C", dir, "rev-parse", "--absolute-git-dir"]));
  if (found === null) throw new Error(`${source} is not a git repository`);
  const top = await lineOrNull(standIn.git(["-C", dir, "rev-parse", "--show-toplevel"]));
  const folder = path.basename(top === null || top === "" ? dir : top);
  const repo =
    standIn.db.findImported(found) ??
    (await createRepository(standIn, {
      owner: "local",
      name: freeName(standIn, folder),
      description: `Imported from the folder ${folder}`,
      source: found,
    }));
  standIn.db.grant(repo.id, USERS[0].login, "admin");
  const gitDir = standIn.gitDir(repo);
  const refspecs = ["+refs/heads/*:refs/import/heads/*", "+refs/tags/*:refs/tags/*"];
  try {
    await standIn.git(
      [
        "fetch",
        "--quiet",
        "--prune",
        "--no-tags",
        "--update-shallow",
        "--no-write-fetch-head",
        found,
        ...refspecs,
      ],
      { gitDir },
    );
  } catch (error) {
    if (error instanceof GitError) throw new Error(`${source} could not be imported: ${error.message}`);
    throw error;
  }
  await followImported(standIn, gitDir);
  await followDefaultBranch(standIn, gitDir, found);
  return `local/${repo.name}`;
}

/** The folder's name in GitHub's alphabet, numbered where another folder of that name was imported before. */
function freeName(standIn: StandIn, folder: string): string {
  const cleaned = folder.replace(/\.git$/, "").replace(/[^A-Za-z0-9._-]+/g, "-");
  const name = cleaned.replace(/^[.-]+/, "").slice(0, 90) || "repository";
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!standIn.db.findRepository("local", candidate)) return candidate;
  }
}

async function followImported(standIn: StandIn, gitDir: string): Promise<void> {
  const prefix = "refs/import/heads/";
  for (const ref of await listRefs(standIn.git, gitDir, prefix)) {
    const branch = `refs/heads/${ref.name.slice(prefix.length)}`;
    const current = await resolve(standIn.git, gitDir, branch);
    if (current !== null && (await isAncestor(standIn.git, gitDir, ref.sha, current))) continue;
    await standIn.git(["update-ref", branch, ref.sha], { gitDir });
  }
}

async function followDefaultBranch(standIn: StandIn, gitDir: string, source: string): Promise<void> {
  const head = await lineOrNull(standIn.git(["symbolic-ref", "HEAD"], { gitDir: source }));
  const branches = (await listRefs(standIn.git, gitDir, "refs/heads/")).map((ref) => ref.name);
  // A detached head names no branch; an unborn one is right for an empty repository.
  const candidates = ["refs/heads/main", "refs/heads/master", ...branches];
  const fallback = candidates.find((name) => branches.includes(name));
  const target = head !== null && (branches.length === 0 || branches.includes(head)) ? head : fallback;
  if (target !== undefined) await standIn.git(["symbolic-ref", "HEAD", target], { gitDir });
}
