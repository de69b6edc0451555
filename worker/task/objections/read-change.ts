/** The texts of a change as the gate reads them, and the objections of a task from what is stored with it. */
import type { FileDiff, Objection } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import { changesSince, type FileChange } from "../../sandbox/worktree.ts";
import { evidenceOf } from "../documents-of.ts";
import type { Life } from "../life.ts";
import { MAX_PATCH_BYTES } from "../patches.ts";
import type { StepContext } from "../step.ts";
import { type ChangedFile, type FileSide, textOf } from "./changed-file.ts";
import { type ContentFindings, contentFindings } from "./content.ts";
import { objectionsOf } from "./gate.ts";

const FINDINGS = "findings";

/** What was found in the texts of one tree; `content` is null where the change is too large to be read. */
interface StoredFindings {
  tree: string | null;
  content: ContentFindings | null;
}

/** Reads the texts of the change as it was last checkpointed. Call what it returns inside a commit. */
export async function readFindings({ life, workspace }: StepContext): Promise<() => void> {
  const { baseCommit, tree } = life.record;
  if (baseCommit === null || tree === null) return () => life.documents.delete(FINDINGS);
  const content = await contentOf(async () => [
    await changesSince(workspace.git, tree, baseCommit, MAX_PATCH_BYTES),
    await changesSince(workspace.git, baseCommit, tree, MAX_PATCH_BYTES),
  ]);
  return () => life.documents.put(FINDINGS, { tree, content } satisfies StoredFindings);
}

async function contentOf(read: () => Promise<[FileChange[], FileChange[]]>): Promise<ContentFindings | null> {
  try {
    const [before, after] = await read();
    const base = sides(before);
    return contentFindings(
      [...sides(after)].map(([path, now]): ChangedFile => ({ path, base: base.get(path) ?? null, now })),
    );
  } catch (error) {
    if (error instanceof SandboxFailure && error.code === "FILE_TOO_LARGE") return null;
    throw error;
  }
}

/** A file that is deleted on the way has no side there. */
function sides(changes: readonly FileChange[]): Map<string, FileSide | null> {
  return new Map(
    changes.map(({ path, mode, status, bytes }) => [
      path,
      status === "deleted" ? null : { mode, text: bytes === null ? null : textOf(bytes) },
    ]),
  );
}

/** What stands against publishing the change of this task as it is now. */
export function taskObjections(life: Life): Objection[] {
  const { tree } = life.record;
  if (tree === null) return [];
  const stored = life.documents.get<StoredFindings>(FINDINGS);
  return objectionsOf({
    comparison: evidenceOf(life),
    files: life.documents.get<FileDiff[]>("diff") ?? [],
    // Of another tree nothing is known.
    content: stored?.tree === tree ? stored.content : null,
    installFailure: null,
    exitStatusCounts: false,
  });
}
