/** Lets one piece of work after the other through, in the order they came. */
export class Mutex {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    // What failed is its caller's business; the next one goes on.
    this.last = mine.catch(() => {});
    return mine;
  }
}
