/** Byte chunks as a byte stream: the only kind of stream that can be returned over RPC between objects. */
export function byteStream(pieces: AsyncIterator<Uint8Array>): ReadableStream {
  return new ReadableStream({
    type: "bytes",
    async pull(controller: ReadableByteStreamController) {
      for (;;) {
        const { value, done } = await pieces.next();
        if (done) return controller.close();
        // A byte stream refuses an empty chunk, and a pull without a chunk is not repeated.
        if (value.length === 0) continue;
        // Copied: enqueueing transfers the buffer.
        return controller.enqueue(new Uint8Array(value));
      }
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}
