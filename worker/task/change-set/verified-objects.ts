/**
 * Objects of the base commit. They come from the sandbox where it has them, because that is near, and from GitHub
 * otherwise; each is taken only for the id that its bytes have, so that nothing a task's code does to its checkout
 * (replace refs, forged loose objects, alternates) changes what Verne compares with.
 */
import type { TreeItem } from "../../github/objects.ts";
import type { OfferedObject } from "../../sandbox/offered-objects.ts";
import { encodeTree, nameOf, ObjectError, objectId, treeOfCommit } from "./objects.ts";
import type { StoredObjects } from "./stored-objects.ts";

/** GitHub, which is asked for what the sandbox does not give truly. */
export interface Forge {
  commitTree(commit: string): Promise<string>;
  tree(oid: string): Promise<TreeItem[]>;
  /** `folder` is the tree that holds the blob; "large" over `maxBytes`. */
  blob(oid: string, folder: string, maxBytes: number): Promise<Uint8Array | "large">;
}

/** Keeps what was verified. */
type ObjectStore = Pick<StoredObjects, "get" | "put">;

export class VerifiedObjects {
  private readonly stored: ObjectStore;
  private readonly forge: Forge;
  private readonly pool = new Map<string, Uint8Array>();

  constructor(stored: ObjectStore, forge: Forge) {
    this.stored = stored;
    this.forge = forge;
  }

  /** Takes objects in, each under the id that it has. */
  async offer(objects: readonly OfferedObject[]): Promise<void> {
    for (const { type, bytes } of objects) this.pool.set(`${type} ${await objectId(type, bytes)}`, bytes);
  }

  /** The tree of a commit. */
  async rootOf(commit: string): Promise<string> {
    const offered = this.pool.get(`commit ${commit}`);
    return offered ? treeOfCommit(offered) : this.forge.commitTree(commit);
  }

  /** Throws ObjectError when GitHub's answer is not this tree either, GitHubFailure when there is no answer. */
  async tree(oid: string): Promise<Uint8Array> {
    const known = (await this.stored.get(oid)) ?? this.pool.get(`tree ${oid}`);
    const bytes = known ?? encodeTree((await this.forge.tree(oid)).map(entryOf));
    if (known === undefined) await mustBe("tree", oid, bytes);
    await this.stored.put(oid, bytes, true);
    return bytes;
  }

  /** "large" over `maxBytes`: not from the sandbox's word, which could hide a text this way. */
  async blob(oid: string, folder: string, maxBytes: number): Promise<Uint8Array | "large"> {
    const known = (await this.stored.get(oid)) ?? this.pool.get(`blob ${oid}`);
    const bytes = known ?? (await this.forge.blob(oid, folder, maxBytes));
    if (bytes === "large" || bytes.length > maxBytes) return "large";
    if (known === undefined) await mustBe("blob", oid, bytes);
    await this.stored.put(oid, bytes);
    return bytes;
  }
}

async function mustBe(type: "tree" | "blob", oid: string, bytes: Uint8Array): Promise<void> {
  if ((await objectId(type, bytes)) !== oid) throw new ObjectError(`GitHub's ${type} ${oid} is another one`);
}

const entryOf = ({ mode, name, oid }: TreeItem) => ({
  mode: mode.replace(/^0+/, ""),
  name: nameOf(name),
  oid,
});
