/** Lets a step wait for something that another step of the task commits. In memory: a new object asks again. */
export class Watch {
  private readonly waiting = new Set<{ holds: () => boolean; resolve: () => void }>();

  /** Resolves once `holds` is true after a commit, at once if it is true now; rejects when `signal` aborts. */
  async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (holds()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = { holds, resolve };
    const stop = () => reject(signal.reason);
    this.waiting.add(entry);
    signal.addEventListener("abort", stop, { once: true });
    await promise.finally(() => {
      this.waiting.delete(entry);
      signal.removeEventListener("abort", stop);
    });
  }

  /** To be called after each commit, outside its transaction. */
  check(): void {
    for (const { holds, resolve } of this.waiting) if (holds()) resolve();
  }
}
