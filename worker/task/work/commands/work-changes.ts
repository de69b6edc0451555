/** Compares the agent's tree with its last checkpoint, by git in the sandbox. Only what the checkpoint reads is believed. */
import type { TreeChange } from "../../../agent/types.ts";
import { type GitContext, gitDirOf, runGitScript } from "../../../sandbox/git.ts";
import { PUT_RAW_ATTRIBUTES } from "../../../sandbox/worktree.ts";
import type { ChangedFile } from "../../change-set/change-set.ts";

const TIMEOUT_MS = 120_000;

/**
 * Another index than that of the last reset. `$1` is the base commit, the rest are paths that count although git ignores
 * them. A repository inside the tree is taken out of the index first: otherwise `git add`
 * runs `git status` in it, and with that what its own configuration names.
 */
const COMPARE = `
base=$1
shift
${PUT_RAW_ATTRIBUTES}
rm -f "$GIT_INDEX_FILE.lock"
if [ ! -f "$GIT_INDEX_FILE" ] && [ -f "$GIT_DIR/index" ]; then cp -- "$GIT_DIR/index" "$GIT_INDEX_FILE"; fi
listed=$(git ls-files -s 2>/dev/null) || { rm -f "$GIT_INDEX_FILE"; git read-tree "$base"; listed=$(git ls-files -s); }
case "
$listed" in *"
160000 "*) git ls-files -s -z | grep -z '^160000 ' | cut -z -f 2- | git update-index -z --force-remove --stdin ;; esac
git add -A --ignore-errors -- . 2>/dev/null || :
if [ $# -gt 0 ] && ! git update-index --add --remove -- "$@" 2>/dev/null; then
  for path; do git update-index --add --remove -- "$path" 2>/dev/null || :; done
fi
git diff-index --cached --raw -z --no-renames --no-abbrev "$base"`;

const PATCH = `
base=$1
shift
git diff --cached --no-renames --no-ext-diff --no-textconv --no-color "$base" -- "$@"`;

export interface WorkTreeGit {
  git: GitContext;
  base: string;
  /** Files of the last checkpoint. */
  files: readonly ChangedFile[];
}

/** What differs from the last checkpoint. Throws GitFailure when the repository is broken. */
export async function workChanges({ git, base, files }: WorkTreeGit): Promise<TreeChange[]> {
  const args = [base, ...files.map(({ path }) => path)];
  const { stdout } = await runGitScript(git, COMPARE, args, call(git, "compare the work tree"));
  return differences(parseRaw(stdout), files);
}

/** Differences between the base and the compared tree at these paths, as text. Call after `workChanges`. */
export async function workPatch({ git, base }: WorkTreeGit, paths: readonly string[]): Promise<Uint8Array> {
  if (paths.length === 0) return new Uint8Array();
  const { stdout } = await runGitScript(git, PATCH, [base, ...paths], call(git, "show a difference"));
  return stdout;
}

const call = (git: GitContext, operation: string) => ({
  operation,
  timeoutMs: TIMEOUT_MS,
  env: { GIT_INDEX_FILE: `${gitDirOf(git)}/work.index`, GIT_LITERAL_PATHSPECS: "1" },
});

/** A path of the tree that differs from the base commit. */
export interface RawEntry {
  /** With U+FFFD for what is not UTF-8. */
  path: string;
  /** `000000` where the base has nothing, or the tree has nothing any more. */
  baseMode: string;
  mode: string;
  oid: string;
  /** The path is text. */
  named: boolean;
}

const RECORD = /^:(\d{6}) (\d{6}) [0-9a-f]+ ([0-9a-f]+) [A-Z]\d*$/;

/** The output of `git diff-index --raw -z`. */
export function parseRaw(bytes: Uint8Array): RawEntry[] {
  const entries: RawEntry[] = [];
  const fields = splitAtNul(bytes);
  const lossy = new TextDecoder();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, baseMode = "", mode = "", oid = ""] = RECORD.exec(lossy.decode(fields[at])) ?? [];
    const path = lossy.decode(fields[at + 1]);
    const encoded = new TextEncoder().encode(path);
    if (oid !== "")
      entries.push({ path, baseMode, mode, oid, named: encoded.length === (fields[at + 1]?.length ?? 0) });
  }
  return entries;
}

function splitAtNul(bytes: Uint8Array): Uint8Array[] {
  const fields: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0, from);
    fields.push(bytes.subarray(from, end === -1 ? bytes.length : end));
    from = end === -1 ? bytes.length : end + 1;
  }
  return fields;
}

const ABSENT = "000000";
/** A submodule. None is fetched, so that none is missing. */
const GITLINK = "160000";

/** What of the tree's differences from the base is not what the checkpoint has. Pure. */
export function differences(
  tree: readonly RawEntry[],
  checkpoint: readonly Pick<ChangedFile, "path" | "base" | "file">[],
): TreeChange[] {
  const known = new Map(checkpoint.map((file) => [file.path, file]));
  const found = new Map(tree.map((entry) => [entry.path, entry]));
  const changed: TreeChange[] = [];
  for (const entry of tree) {
    const before = known.get(entry.path);
    const wanted = before ? before.file : undefined;
    const absent = entry.mode === ABSENT;
    if (absent && entry.baseMode === GITLINK) continue;
    // Equal to the checkpoint: the same file, or gone in both.
    if (wanted === null && absent) continue;
    if (wanted && !absent && wanted.oid === entry.oid && wanted.mode === entry.mode) continue;
    const existed = before ? before.file !== null : entry.baseMode !== ABSENT;
    changed.push({
      path: entry.path,
      kind: absent ? "deleted" : existed ? "modified" : "added",
      file: entry.named ? fileOf(absent ? entry.baseMode : entry.mode) : "other",
    });
  }
  // Paths of the change that the tree has as the base has them: the command took the change back.
  for (const { path, base, file } of checkpoint) {
    if (found.has(path)) continue;
    if (base === null && file === null) continue;
    if (base === null) changed.push({ path, kind: "deleted", file: fileOf(file?.mode ?? "") });
    else changed.push({ path, kind: file === null ? "added" : "modified", file: fileOf(base.mode) });
  }
  return changed;
}

function fileOf(mode: string): TreeChange["file"] {
  if (mode === "100755") return "executable";
  if (mode === "120000") return "link";
  return mode === "100644" ? "plain" : "other";
}
