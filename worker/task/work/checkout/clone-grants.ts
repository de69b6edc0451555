/**
 * The active clones of this object. A capability names one of them and is void once it has ended: after a clone nothing
 * in the sandbox can read the repository through the Worker. Held in memory: a clone that outlives its object is
 * discarded and started again.
 */
export class CloneGrants {
  private readonly open = new Set<string>();

  isOpen(clone: string): boolean {
    return this.open.has(clone);
  }

  /** Runs `work` with the id of a clone that is granted until `work` settles. */
  async during<T>(clone: string, work: () => Promise<T>): Promise<T> {
    this.open.add(clone);
    try {
      return await work();
    } finally {
      this.open.delete(clone);
    }
  }
}
