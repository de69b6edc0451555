/** Reads the texts of a change for the gate, and builds a task's objections from stored findings. */
import type { Objection } from "../../protocol/index.ts";
import type { BlobRef, StoredFile } from "../change-set/change-set.ts";
import type { Changes } from "../change-set/changes.ts";
import { evidenceOf } from "../record/evidence.ts";
import type { Life } from "../record/life.ts";
import { type ChangedFile, type FileSide, textOf } from "./changed-file.ts";
import { contentFindings } from "./content.ts";
import { objectionsOf } from "./gate.ts";
import { scansOf } from "./scan-findings.ts";

/** Limit for all new texts together; larger changes are left to a person. */
const MAX_READ_BYTES = 24 * 1024 * 1024;

/** Reads the texts of a change, of the last checkpointed one unless another is given. Call the returned function inside a commit. */
export async function readFindings(
  life: Life,
  changes: Changes,
  change = changes.current(),
): Promise<() => void> {
  if (change === null) return () => life.documents.delete("findings");
  const { tree } = change;
  const bytes = change.files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  const content = bytes > MAX_READ_BYTES ? null : contentFindings(await filesOf(changes, change.files));
  return () => life.documents.put("findings", { tree, content });
}

async function filesOf(changes: Changes, files: readonly StoredFile[]): Promise<ChangedFile[]> {
  const side = async (ref: BlobRef | null, bytes: Uint8Array | null): Promise<FileSide | null> =>
    ref && { mode: ref.mode, text: bytes && textOf(bytes) };
  const read: ChangedFile[] = [];
  for (const stored of files)
    read.push({
      path: stored.path,
      base: await side(stored.base, await changes.before(stored)),
      now: await side(stored.file, await changes.bytes(stored)),
    });
  return read;
}

/** Whether the stored findings are about the current tree. */
export function isChecked({ record, documents }: Life): boolean {
  const stored = documents.get("findings");
  return stored !== null && stored.tree === record.tree && stored.content !== null;
}

/** The objections to publishing the task's current change. */
export function taskObjections(life: Life): Objection[] {
  const { tree } = life.record;
  if (tree === null) return [];
  const stored = life.documents.get("findings");
  return objectionsOf({
    comparison: evidenceOf(life),
    files: life.documents.get("diff") ?? [],
    // Findings about another tree do not count.
    content: stored?.tree === tree ? stored.content : null,
    scans: scansOf(life),
    installFailure: life.documents.get("install_failure"),
    texts: textsOf(life),
    exitStatusCounts: life.documents.get("exit_status_counts") ?? false,
  });
}

/** The texts that are published with the change. */
function textsOf(life: Life): Record<string, string> {
  const { init, title, finalSummary, approvedVersion } = life.record;
  const plan = approvedVersion === null ? null : life.plan(approvedVersion);
  const steps = plan?.steps.map((step) => step.title) ?? [];
  return {
    title,
    prompt: init.prompt,
    summary: [...(life.documents.get("rounds") ?? []).map((round) => round.title), finalSummary ?? ""].join(
      "\n",
    ),
    plan: [plan?.goal ?? "", ...steps].join("\n"),
  };
}
