/**
 * Objects of the base commit, fetched from the sandbox if it has them (faster), otherwise from GitHub. Each is accepted
 * only under the id computed from its bytes, so that nothing a task's code does to its checkout (replace refs, forged
 * loose objects, alternates) changes what Verne compares with.
 */
import type { TreeItem } from "../../github/objects.ts";
import type { OfferedObject } from "../../sandbox/offered-objects.ts";
import { encodeTree, nameOf, ObjectError, objectId, treeOfCommit } from "./objects.ts";
import type { StoredObjects } from "./stored-objects.ts";

/** GitHub: the fallback for objects that the sandbox lacks or forges. */
export interface Forge {
  commitTree(commit: string): Promise<string>;
  tree(oid: string): Promise<TreeItem[]>;
  /** `folder` is the id of the tree that contains the blob; "large" above `maxBytes`. */
  blob(oid: string, folder: string, maxBytes: number): Promise<Uint8Array | "large">;
}

/** Cache of verified objects. */
type ObjectStore = Pick<StoredObjects, "get" | "put">;

export class VerifiedObjects {
  private readonly stored: ObjectStore;
  private readonly forge: Forge;
  private readonly pool = new Map<string, Uint8Array>();

  constructor(stored: ObjectStore, forge: Forge) {
    this.stored = stored;
    this.forge = forge;
  }

  /** Stores objects, each under the id computed from its bytes. */
  async offer(objects: readonly OfferedObject[]): Promise<void> {
    for (const { type, bytes } of objects) this.pool.set(`${type} ${await objectId(type, bytes)}`, bytes);
  }

  /** Root tree id of a commit. */
  async rootOf(commit: string): Promise<string> {
    const offered = this.pool.get(`commit ${commit}`);
    return offered ? treeOfCommit(offered) : this.forge.commitTree(commit);
  }

  /** Throws ObjectError when GitHub's bytes do not match the id either, GitHubFailure when GitHub cannot be reached. */
  async tree(oid: string): Promise<Uint8Array> {
    const known = (await this.stored.get(oid)) ?? this.pool.get(`tree ${oid}`);
    const bytes = known ?? encodeTree((await this.forge.tree(oid)).map(entryOf));
    if (known === undefined) await mustBe("tree", oid, bytes);
    await this.stored.put(oid, bytes, true);
    return bytes;
  }

  /** "large" above `maxBytes`. The sandbox's claim of a size is not trusted: it could hide a text this way. */
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
