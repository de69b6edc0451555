/** Computes the change: the files just written, merged into the previous change, relative to the base. */
import type { BaseTree } from "./base-tree.ts";
import type { ChangedFile, FileMode } from "./change-set.ts";

/** A written path and its present content. */
export interface WrittenFile {
  path: string;
  /** The requested executable bit; null when none was requested. */
  executable: boolean | null;
  /** Path before a move. */
  origin: string | null;
  /** Null when nothing exists at the path. */
  content: { kind: "file" | "link"; oid: string; size: number } | null;
}

/** A written path that is excluded from the change, and the reason, worded to follow the path. */
export interface LeftOut {
  path: string;
  reason: string;
}

export interface Composed {
  files: ChangedFile[];
  leftOut: LeftOut[];
}

/**
 * The changed files, sorted by path. A path whose content and mode equal the base's is not included. When a file
 * replaces a folder, or a folder a file, the replaced entries are listed as deleted.
 */
export async function compose(
  previous: readonly ChangedFile[],
  written: readonly WrittenFile[],
  base: BaseTree,
): Promise<Composed> {
  const before = new Map(previous.map((file) => [file.path, file]));
  const files = new Map(before);
  const leftOut: LeftOut[] = [];
  for (const item of written) {
    const { path, content } = item;
    const at = await base.entry(path);
    files.delete(path);
    if (at.kind === "gitlink") {
      if (content !== null) leftOut.push({ path, reason: inSubmodule(at.path) });
      continue;
    }
    const old = at.kind === "file" ? { mode: at.mode, oid: at.oid } : null;
    if (content === null) {
      if (old !== null) files.set(path, { path, status: "D", file: null, base: old });
      continue;
    }
    const mode = await modeOf(item, content.kind, before, base);
    if (old?.mode === mode && old.oid === content.oid) continue;
    const file = { mode, oid: content.oid, size: content.size };
    files.set(path, { path, status: old === null ? "A" : "M", file, base: old });
  }
  await replaceKinds(files, base);
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)); // paths differ
  return { files: sorted, leftOut };
}

const inSubmodule = (submodule: string) => `lies in the submodule ${submodule}, which is another repository`;

/** A file keeps its mode from the change or the base; the mode on disk is not reliable. */
async function modeOf(
  { path, executable, origin }: WrittenFile,
  kind: "file" | "link",
  before: ReadonlyMap<string, ChangedFile>,
  base: BaseTree,
): Promise<FileMode> {
  if (kind === "link") return "120000";
  if (executable !== null) return executable ? "100755" : "100644";
  const source = origin ?? path;
  const known = before.get(source)?.file?.mode;
  const at = known === undefined ? await base.entry(source) : null;
  const mode = known ?? (at?.kind === "file" ? at.mode : undefined);
  return mode === "100755" ? mode : "100644";
}

/** Deletes entries that conflict with a new one of another kind: a path is either a file or a folder. */
async function replaceKinds(files: Map<string, ChangedFile>, base: BaseTree): Promise<void> {
  for (const { path, file } of [...files.values()]) {
    if (file === null) continue;
    const at = await base.entry(path);
    const gone =
      at.kind === "below"
        ? [await fileAt(base, at.path)]
        : at.kind === "folder"
          ? await base.filesBelow(path, at.oid)
          : [];
    for (const { path: old, mode, oid } of gone) {
      if (!files.has(old)) files.set(old, { path: old, status: "D", file: null, base: { mode, oid } });
    }
  }
}

async function fileAt(base: BaseTree, path: string) {
  const at = await base.entry(path);
  if (at.kind !== "file") throw new Error(`${path} is no file of the base`);
  return { path, mode: at.mode, oid: at.oid };
}
