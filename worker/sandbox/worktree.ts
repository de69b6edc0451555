import { type GitCall, type GitContext, GitFailure, runGit, runGitScript } from "./git.ts";
import { type FileStat, parseBlobs, parseNumstat, parseRaw, type RawChange } from "./git-output.ts";

/** Between two trees, one file. `bytes` is null for a deleted file and for a submodule. */
export interface FileChange extends RawChange {
  bytes: Uint8Array | null;
}

const call = (operation: string): GitCall => ({ operation, timeoutMs: 120_000 });

/** Where these functions keep their index and their output, out of the repository. */
const scratchOf = (git: GitContext) => `${git.sandbox.root}/.verne-git`;

/** Object id of the commit that is checked out. */
export async function headCommit(git: GitContext): Promise<string> {
  const { stdout } = await runGit(
    git,
    ["git", "rev-parse", "--verify", "HEAD^{commit}"],
    call("read the commit"),
  );
  return objectId(stdout, "read the commit");
}

/**
 * Stores the working tree as a tree object and returns its id: every change since `base` and every new file that
 * .gitignore does not exclude. Uses an index of its own; the repository's index stays as it is. What cannot be
 * read, such as a repository without commits that a test left inside, is not part of it.
 */
export async function writeTree(git: GitContext, base: string): Promise<string> {
  const script = [
    'mkdir -p "$2" && rm -f "$GIT_INDEX_FILE" "$GIT_INDEX_FILE.lock"',
    // Only for its file times, which spare reading what did not change.
    'cp "$(git rev-parse --git-path index)" "$GIT_INDEX_FILE" 2>/dev/null || :',
    'git read-tree --reset "$1"',
    "git add --all --ignore-errors -- . || :",
    "git write-tree",
  ].join("\n");
  const scratch = scratchOf(git);
  const env = { GIT_INDEX_FILE: `${scratch}/index` };
  const { stdout } = await runGitScript(git, script, [base, scratch], {
    ...call("store the working tree"),
    env,
  });
  return objectId(stdout, "store the working tree");
}

const DIFF = "diff-tree -r --no-renames --no-ext-diff --no-textconv --no-color --full-index --abbrev=40";

/**
 * The difference of two trees (or commits) as a patch that `applyPatch` takes; empty when they are equal. Throws
 * a SandboxFailure FILE_TOO_LARGE over `maxBytes`.
 */
export async function diffPatch(
  git: GitContext,
  base: string,
  tree: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const file = `${scratchOf(git)}/patch`;
  // Through a file: a sandbox keeps only so much of a process's output.
  const script = `mkdir -p "$4" && git ${DIFF} -p --binary --src-prefix=a/ --dst-prefix=b/ "$1" "$2" > "$3"`;
  await runGitScript(git, script, [base, tree, file, scratchOf(git)], call("make the patch"));
  return git.sandbox.read(file, maxBytes);
}

/** The changed files with their content, as the pull request's commit needs it. Over `maxBytes` in all: FILE_TOO_LARGE. */
export async function changesSince(
  git: GitContext,
  base: string,
  tree: string,
  maxBytes: number,
): Promise<FileChange[]> {
  const scratch = scratchOf(git);
  const script = [
    'mkdir -p "$3"',
    `git ${DIFF} --raw -z "$1" "$2" > "$3/raw"`,
    `git ${DIFF} --raw "$1" "$2" | cut -d " " -f 4 | { grep -v "^0*$" || :; } | git cat-file --batch > "$3/blobs"`,
  ].join("\n");
  await runGitScript(git, script, [base, tree, scratch], call("read the changes"));
  const changes = parseRaw(await git.sandbox.read(`${scratch}/raw`, maxBytes));
  const blobs = parseBlobs(await git.sandbox.read(`${scratch}/blobs`, maxBytes));
  return changes.map((change) => {
    const bytes = blobs.get(change.oid) ?? null;
    const expected = change.status !== "deleted" && change.mode !== SUBMODULE;
    if (expected && bytes === null)
      throw new GitFailure("read the changes", 0, `no content for ${change.path}`);
    return { ...change, bytes };
  });
}

const SUBMODULE = "160000";

/** Added and deleted lines of each changed file. */
export async function numstat(git: GitContext, base: string, tree: string): Promise<FileStat[]> {
  const file = `${scratchOf(git)}/numstat`;
  const script = `mkdir -p "$4" && git ${DIFF} --numstat -z "$1" "$2" > "$3"`;
  await runGitScript(git, script, [base, tree, file, scratchOf(git)], call("count the changes"));
  return parseNumstat(await git.sandbox.read(file, 16 * 1_048_576));
}

/** Applies a patch of `diffPatch` to the working tree, all of it or nothing. */
export async function applyPatch(git: GitContext, patch: Uint8Array): Promise<void> {
  if (patch.length === 0) return;
  const file = `${scratchOf(git)}/patch`;
  await git.sandbox.write(file, patch);
  await runGit(git, ["git", "apply", "--binary", "--whitespace=nowarn", "--", file], call("apply the patch"));
}

/** Makes the working tree equal to `base`. Ignored files stay, so that what was installed stays too. */
export async function resetTo(git: GitContext, base: string): Promise<void> {
  const script = [
    // Left behind when a git command was killed.
    'rm -f "$(git rev-parse --git-path index.lock)"',
    'git reset --hard --quiet "$1"',
    "git clean -ffd --quiet",
  ].join("\n");
  await runGitScript(git, script, [base], call("reset the working tree"));
}

function objectId(stdout: Uint8Array, operation: string): string {
  const id = new TextDecoder().decode(stdout).trim();
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFailure(operation, 0, `no object id: ${id.slice(0, 100)}`);
  return id;
}
