import type { GitContext } from "../../sandbox/git.ts";
import { clearPaths, resetTo, setExecutable, writeLink } from "../../sandbox/worktree.ts";
import type { ChangedFile } from "./change-set.ts";

/**
 * Makes the working tree the base with the change on it. `stale` are paths that were written and are no part of the
 * change: they go, ignored or not. What was installed stays (`keep`, as in a `.gitignore`). Throws GitFailure when the checkout is broken.
 */
export async function restoreChange(
  git: GitContext,
  { base, files, keep }: { base: string; files: readonly ChangedFile[]; keep: readonly string[] },
  stale: readonly string[],
  bytes: (file: ChangedFile) => Promise<Uint8Array | null>,
): Promise<void> {
  // First, because git knows what of it the base has.
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

/** The base has a plain file there, which keeps its mode when it is written over. */
const isRewritten = ({ base, file }: ChangedFile): boolean =>
  base !== null && file !== null && base.mode !== "120000" && file.mode !== "120000";
