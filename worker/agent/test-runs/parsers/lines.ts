import { stripAnsi } from "../cases.ts";
import type { OutputStream } from "./text-parser.ts";

const MAX_LINE_CHARS = 1_000_000;
const KEPT_CHARS = 64_000;

/**
 * Splits the chunks of both streams into lines without colour codes. Of a very long line only beginning and end are
 * kept: that is where runners write.
 */
export class LineFeed {
  private readonly sink: (stream: OutputStream, line: string) => void;
  /** The unfinished line of each stream, in chunks that are joined once. */
  private readonly rest: Record<OutputStream, { pieces: string[]; chars: number }> = {
    stdout: { pieces: [], chars: 0 },
    stderr: { pieces: [], chars: 0 },
  };
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(sink: (stream: OutputStream, line: string) => void) {
    this.sink = sink;
  }

  push(stream: OutputStream, bytes: Uint8Array): void {
    this.text(stream, this.decoders[stream].decode(bytes, { stream: true }));
  }

  text(stream: OutputStream, text: string): void {
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) this.sink(stream, plain(this.take(stream, line)));
    const rest = this.rest[stream];
    if (last !== "") rest.pieces.push(last);
    rest.chars += last.length;
    if (rest.chars <= MAX_LINE_CHARS) return;
    const whole = this.take(stream, "");
    rest.pieces = [whole.slice(0, KEPT_CHARS), whole.slice(-KEPT_CHARS)];
    rest.chars = 2 * KEPT_CHARS;
  }

  private take(stream: OutputStream, line: string): string {
    const { pieces } = this.rest[stream];
    this.rest[stream].pieces = [];
    this.rest[stream].chars = 0;
    return pieces.length === 0 ? line : pieces.join("") + line;
  }

  end(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      this.text(stream, this.decoders[stream].decode());
      const last = this.take(stream, "");
      if (last !== "") this.sink(stream, plain(last));
    }
  }
}

function plain(line: string): string {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  return text.includes("\u001b") ? stripAnsi(text) : text;
}
