import type { GitContext } from "../../sandbox/git.ts";
import { clearPaths, resetTo, setExecutable, writeLink } from "../../sandbox/worktree.ts";
import type { ChangedFile } from "./change-set.ts";

/**
 * Resets the working tree to the base plus the change. `stale` are written paths that are not part of the change: they
 * are removed, ignored or not. Installed files stay (`keep`, in `.gitignore` syntax). Throws GitFailure when the
 * checkout is broken.
 */
export async function restoreChange(
  git: GitContext,
  { base, files, keep }: { base: string; files: readonly ChangedFile[]; keep: readonly string[] },
  stale: readonly string[],
  bytes: (file: ChangedFile) => Promise<Uint8Array | null>,
): Promise<void> {
  // First, so that git then restores what the base has at these paths.
  await clearPaths(git, stale);
  await resetTo(git, base, keep);
  await clearPaths(
    git,
    files.filter((file) => !isRewritten(file)).map(({ path }) => path),
  );
  for (const file of files) {
    const content = await bytes(file);
    if (content === null || file.file === null) continue;
    if (file.file.mode === "120000") await writeLink(git, file.path, content);
    else await git.sandbox.write(`${git.repo}/${file.path}`, content);
  }
  const wanting = (mode: string) =>
    files.filter(({ file, base: old }) => file?.mode === mode && old?.mode !== mode).map(({ path }) => path);
  await setExecutable(git, wanting("100755"), true);
  await setExecutable(git, wanting("100644"), false);
}

/** The base has a plain file at the path; overwriting it keeps its mode. */
const isRewritten = ({ base, file }: ChangedFile): boolean =>
  base !== null && file !== null && base.mode !== "120000" && file.mode !== "120000";
