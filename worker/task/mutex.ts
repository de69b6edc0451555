/** Runs one piece of work at a time, in first-in, first-out order. */
export class Mutex {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    // A failure goes to its caller; the next one still runs.
    this.last = mine.catch(() => {});
    return mine;
  }
}
