import type { PlanDraft } from "../../protocol/index.ts";
import type { Existing } from "../plan/draft.ts";
import type { AgentHost } from "../types.ts";
import { sameOnAnyDisk } from "./file-names.ts";
import { ignoredBy, isLfsPointer, pointerReason, refusalsOfNew } from "./guarded.ts";
import { type Located, missingText } from "./lookup.ts";
import type { WorkTree } from "./work-tree.ts";

interface FittedPlan {
  /** The draft with each path in its form on disk. */
  draft: PlanDraft;
  existing: Map<string, Existing>;
  /** A sentence per path that model and user should know before the approval. */
  notes: Map<string, string>;
}

const MAX_POINTER_BYTES = 1024;

/** Checks each planned path on disk. A file may replace a folder that the plan empties. */
export async function fitToDisk(given: PlanDraft, host: AgentHost, workTree: WorkTree): Promise<FittedPlan> {
  const found = new Map<string, Located>();
  for (const { path } of given.steps.flatMap((step) => step.files)) {
    if (!found.has(path)) found.set(path, await workTree.locate(path));
  }
  const draft = {
    ...given,
    steps: given.steps.map((step) => ({
      ...step,
      files: step.files.map((file) => ({ ...file, path: found.get(file.path)?.path ?? file.path })),
    })),
  };
  const deleted = new Set(
    draft.steps.flatMap(({ files }) =>
      files.flatMap(({ path, action }) => (action === "delete" ? [path] : [])),
    ),
  );
  const existing = new Map<string, Existing>();
  const notes = new Map<string, string>();
  const created = [...found.values()].filter(({ kind }) => kind !== "file" && kind !== "refused");
  const refusals = await refusalsOfNew(
    host,
    created.map(({ path }) => path),
  );
  for (const located of found.values()) {
    const { path } = located;
    const kind = await kindOf(located, deleted, workTree);
    existing.set(path, kind);
    const note = refusals.get(path) ?? (await noteOn(located, kind, deleted, { host, workTree }));
    if (note !== null) notes.set(path, note);
  }
  const made = [...existing].flatMap(([path, kind]) =>
    kind === "missing" && !notes.has(path) ? [path] : [],
  );
  for (const [path, { rule, own }] of await ignoredBy(host, made)) {
    if (!own)
      notes.set(
        path,
        `${path} is ignored by git (${rule}); as the plan names it, it becomes part of the change all the same.`,
      );
  }
  return { draft, existing, notes };
}

async function kindOf(located: Located, deleted: ReadonlySet<string>, workTree: WorkTree): Promise<Existing> {
  if (located.kind === "file" || located.kind === "missing") return located.kind;
  if (located.kind === "blocked") return deleted.has(located.by) ? "missing" : "other";
  if (located.kind === "refused") return "other";
  const below = await workTree.filesBelow(located.path);
  return below?.every((path) => deleted.has(path)) ? "missing" : "other";
}

async function noteOn(
  located: Located,
  kind: Existing,
  deleted: ReadonlySet<string>,
  { host, workTree }: { host: AgentHost; workTree: WorkTree },
): Promise<string | null> {
  const { path } = located;
  if (located.kind === "refused") return located.reason;
  if (located.kind === "blocked" && kind === "other") return `${located.by} is a file, not a folder.`;
  if (located.kind === "file") {
    if (located.size > MAX_POINTER_BYTES || deleted.has(path)) return null;
    const found = await host.sandbox.read(workTree.absolute(path), MAX_POINTER_BYTES);
    return isLfsPointer(found) ? pointerReason(path) : null;
  }
  if (located.kind === "directory" && kind === "other") return `${path} is a folder.`;
  if (located.kind !== "missing" || located.similar === null) return null;
  const goes = [...deleted].some((other) => other !== path && sameOnAnyDisk(other, path));
  return goes || path !== located.first ? null : missingText(located);
}
