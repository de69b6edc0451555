/**
 * The clones that go on in this object. A capability names one of them, and is void as soon as it has ended: after a
 * clone nothing in the sandbox reads the repository through the Worker any more. Kept in memory, as a clone that
 * outlives its object is thrown away and begun again.
 */
export class CloneGrants {
  private readonly open = new Set<string>();

  isOpen(clone: string): boolean {
    return this.open.has(clone);
  }

  /** Runs `work` with the id of a clone that is open until it has ended, however it ends. */
  async during<T>(clone: string, work: () => Promise<T>): Promise<T> {
    this.open.add(clone);
    try {
      return await work();
    } finally {
      this.open.delete(clone);
    }
  }
}
