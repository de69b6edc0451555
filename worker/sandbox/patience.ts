/**
 * The next piece of a stream, however long it takes. After each `silenceMs` without one `look` is called and awaited;
 * what it throws ends the waiting. The timer lives no longer than the call: a log has more pieces than the platform
 * has timers.
 */
export async function readPatiently<T>(
  reader: Pick<ReadableStreamDefaultReader<T>, "read">,
  silenceMs: number,
  look: () => Promise<void>,
): Promise<ReadableStreamReadResult<T>> {
  const piece = reader.read();
  for (;;) {
    const result = await within(piece, silenceMs);
    if (result) return result;
    await look();
  }
}

/** Null when `call` has not settled after `ms`. */
async function within<T>(call: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
