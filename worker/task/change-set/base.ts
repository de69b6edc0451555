/** The objects of a task's base commit that some paths need. */
import type { OfferedObject } from "../../sandbox/offered-objects.ts";
import type { Documents } from "../record/documents.ts";
import { BaseTree } from "./base-tree.ts";
import { MAX_TEXT_BYTES } from "./file-patch.ts";
import type { StoredObjects } from "./stored-objects.ts";
import { type Forge, VerifiedObjects } from "./verified-objects.ts";

export interface Base {
  commit: string;
  tree: BaseTree;
  /** Content of a file that `tree` found in `folder`. "large": over the size limit for a comparison. */
  blob(oid: string, folder: string): Promise<Uint8Array | "large">;
}

export interface BaseSources {
  stored: StoredObjects;
  documents: Documents;
  forge: Forge;
  /** The objects that the sandbox returns for these names (`<commit>:<path>`). Not verified. */
  offers(names: readonly string[], maxBlobBytes: number): Promise<OfferedObject[]>;
}

/**
 * The same from what is stored alone, which is all that the task's present change needed. Throws where the base was never
 * opened.
 */
export function storedBase(
  commit: string,
  { stored, documents }: Pick<BaseSources, "stored" | "documents">,
): Base {
  const noted = documents.get("base-root");
  if (noted?.commit !== commit) throw new Error("the base commit was never read");
  const read = async (oid: string) => {
    const bytes = await stored.get(oid);
    if (bytes === null) throw new Error(`the object ${oid} of the base is not stored`);
    return bytes;
  };
  return {
    commit,
    tree: new BaseTree(noted.tree, read),
    blob: async (oid) => (await stored.get(oid)) ?? "large",
  };
}

/** Fetches from the sandbox, in one request, all objects that `paths` need and that are not stored yet. */
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

/** The paths of which the file or one of its folders is not stored. */
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

/** Object names of the commit, its tree, and for each path its folders and the file. */
function namesOf(commit: string, paths: readonly string[]): string[] {
  const names = new Set([commit, `${commit}^{tree}`]);
  for (const path of paths) {
    const segments = path.split("/");
    for (const index of segments.keys()) names.add(`${commit}:${segments.slice(0, index + 1).join("/")}`);
  }
  // Git reads one name per line. Written paths never contain a line break.
  return [...names].filter((name) => !name.includes("\n"));
}
