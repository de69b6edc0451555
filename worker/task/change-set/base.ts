/** The base commit of a task, as far as some paths need it. */
import type { OfferedObject } from "../../sandbox/offered-objects.ts";
import type { Documents } from "../record/documents.ts";
import { BaseTree } from "./base-tree.ts";
import { MAX_TEXT_BYTES } from "./file-patch.ts";
import type { StoredObjects } from "./stored-objects.ts";
import { type Forge, VerifiedObjects } from "./verified-objects.ts";

export interface Base {
  commit: string;
  tree: BaseTree;
  /** Of a file that `tree` found in `folder`. "large": not worth comparing. */
  blob(oid: string, folder: string): Promise<Uint8Array | "large">;
}

export interface BaseSources {
  stored: StoredObjects;
  documents: Documents;
  forge: Forge;
  /** What the sandbox says these names (`<commit>:<path>`) stand for. */
  offers(names: readonly string[], maxBlobBytes: number): Promise<OfferedObject[]>;
}

/** Asks the sandbox once for all that `paths` need and that is not stored yet. */
export async function openBase(
  commit: string,
  paths: readonly string[],
  { stored, documents, forge, offers }: BaseSources,
): Promise<Base> {
  const verified = new VerifiedObjects(stored, forge);
  const noted = documents.get("base-root");
  const known = noted?.commit === commit ? noted.tree : null;
  const lacking = known === null ? paths : await lackingOf(known, paths, stored);
  if (known === null || lacking.length > 0)
    await verified.offer(await offers(namesOf(commit, lacking), MAX_TEXT_BYTES));
  const root = known ?? (await verified.rootOf(commit));
  if (known === null) documents.put("base-root", { commit, tree: root });
  return {
    commit,
    tree: new BaseTree(root, (oid) => verified.tree(oid)),
    blob: (oid, folder) => verified.blob(oid, folder, MAX_TEXT_BYTES),
  };
}

/** The paths for which not every folder and the file itself are stored. */
async function lackingOf(root: string, paths: readonly string[], stored: StoredObjects): Promise<string[]> {
  const missing = new Error("not stored");
  const tree = new BaseTree(root, async (oid) => {
    const bytes = await stored.get(oid);
    if (bytes === null) throw missing;
    return bytes;
  });
  const lacking: string[] = [];
  for (const path of paths) {
    try {
      const entry = await tree.entry(path);
      if (entry.kind === "file" && !stored.has(entry.oid)) lacking.push(path);
    } catch (error) {
      if (error !== missing) throw error;
      lacking.push(path);
    }
  }
  return lacking;
}

/** The commit, its tree, and for each path its folders and itself. */
function namesOf(commit: string, paths: readonly string[]): string[] {
  const names = new Set([commit, `${commit}^{tree}`]);
  for (const path of paths) {
    const segments = path.split("/");
    for (const index of segments.keys()) names.add(`${commit}:${segments.slice(0, index + 1).join("/")}`);
  }
  // A name is a line for git. No written path has a line's end in it.
  return [...names].filter((name) => !name.includes("\n"));
}
