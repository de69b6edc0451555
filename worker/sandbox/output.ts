export type OutputStream = "stdout" | "stderr";

/** Text of two byte streams; a character that is cut by a chunk border is held back until its rest comes. */
export class OutputDecoder {
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  push(stream: OutputStream, bytes: Uint8Array): string {
    return this.decoders[stream].decode(bytes, { stream: true });
  }

  /** What is left of each stream: empty, or U+FFFD for a character that never became complete. */
  end(): Record<OutputStream, string> {
    return { stdout: this.decoders.stdout.decode(), stderr: this.decoders.stderr.decode() };
  }
}

/** Keeps the first and the last half of `maxBytes` of a stream, and counts what fell out between them. */
export class CappedOutput {
  droppedBytes = 0;
  private readonly halfBytes: number;
  private readonly head: Uint8Array[] = [];
  private headBytes = 0;
  private tail: Uint8Array[] = [];
  private tailBytes = 0;

  constructor(maxBytes: number) {
    this.halfBytes = Math.max(1, Math.floor(maxBytes / 2));
  }

  push(bytes: Uint8Array): void {
    const room = this.halfBytes - this.headBytes;
    if (room > 0) {
      const first = bytes.subarray(0, room);
      this.head.push(first);
      this.headBytes += first.length;
    }
    const rest = bytes.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    this.tail.push(rest);
    this.tailBytes += rest.length;
    while (this.tailBytes > this.halfBytes) this.dropFirst(this.tailBytes - this.halfBytes);
  }

  /** All that is kept, with a line between the halves that says how much is missing. */
  bytes(): Uint8Array {
    const note =
      this.droppedBytes > 0
        ? new TextEncoder().encode(`\n[${this.droppedBytes} bytes left out]\n`)
        : new Uint8Array();
    return concat([...this.head, note, ...this.tail]);
  }

  private dropFirst(bytes: number): void {
    const [first = new Uint8Array(), ...others] = this.tail;
    const dropped = Math.min(bytes, first.length);
    this.tail = dropped === first.length ? others : [first.subarray(dropped), ...others];
    this.tailBytes -= dropped;
    this.droppedBytes += dropped;
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
