/** State that a start found and cannot use: another version wrote it, or it is damaged. The message says what and why. */
export class UnreadableState extends Error {
  override readonly name = "UnreadableState";
}

/** What `read` gives, with its failure as one of the state at `what`. */
export async function readingState<T>(what: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableState(`${what}: ${reason}`, { cause });
  }
}
