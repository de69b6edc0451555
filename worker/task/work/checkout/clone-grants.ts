import type { Tree } from "../host/sandbox-for.ts";

/**
 * The active clones of this object. A capability names one of them and is void once it has ended, and git in a container
 * is answered while there is one in its tree: after a clone nothing
 * in the sandbox can read the repository through the Worker. Held in memory: a clone that outlives its object is
 * discarded and started again.
 */
export class CloneGrants {
  /** The tree that each clone is made in. */
  private readonly open = new Map<string, Tree>();

  isOpen(clone: string): boolean {
    return this.open.has(clone);
  }

  isOpenIn(tree: Tree): boolean {
    return [...this.open.values()].includes(tree);
  }

  /** Runs `work` with the id of a clone that is granted until `work` settles. */
  async during<T>(clone: string, tree: Tree, work: () => Promise<T>): Promise<T> {
    this.open.set(clone, tree);
    try {
      return await work();
    } finally {
      this.open.delete(clone);
    }
  }
}
