/** Pieces of bytes as a stream that may be the answer of an object: only streams of bytes pass between two of them. */
export function byteStream(pieces: AsyncIterator<Uint8Array>): ReadableStream {
  return new ReadableStream({
    type: "bytes",
    async pull(controller: ReadableByteStreamController) {
      for (;;) {
        const { value, done } = await pieces.next();
        if (done) return controller.close();
        // Nothing may not be enqueued, and a pull that brings nothing is not repeated.
        if (value.length === 0) continue;
        // A copy: an enqueued buffer is taken away from whoever had it.
        return controller.enqueue(new Uint8Array(value));
      }
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}
