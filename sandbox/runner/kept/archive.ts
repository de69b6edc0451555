/**
 * Reads the headers of a tar archive (POSIX ustar, with GNU's long names) as it passes by. What is kept was made by code
 * that nobody trusts, and is looked at before another task gets it.
 */

const BLOCK = 512;
const SET_ID_BITS = 0o6000;

const FILE = new Set(["0", "\0"]);
/** A name that is too long for a header. Has no mode and no owner of its own. */
const LONG_NAME = new Set(["L", "K"]);
/** Hard link, symbolic link, folder: a header alone. */
const BARE = new Set(["1", "2", "5"]);

/** Holds files, folders and links of one owner, or `fault` says what else. */
export class ArchiveCheck {
  /** What is wrong with it; null so far. */
  fault: string | null = null;
  private readonly owner: number;
  private readonly header = Buffer.alloc(BLOCK);
  private filled = 0;
  private skipped = 0;
  private ended = false;

  constructor(owner: number) {
    this.owner = owner;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.fault === null) {
      if (this.skipped > 0) {
        const passed = Math.min(this.skipped, chunk.length - at);
        this.skipped -= passed;
        at += passed;
        continue;
      }
      const copied = chunk.copy(this.header, this.filled, at);
      this.filled += copied;
      at += copied;
      if (this.filled < BLOCK) return;
      this.filled = 0;
      this.member();
    }
  }

  /** Call after the last chunk: an archive that was cut off is none. */
  end(): void {
    if (!this.ended || this.filled > 0 || this.skipped > 0) this.fault ??= "it is cut off";
  }

  private member(): void {
    if (this.header.every((byte: number) => byte === 0)) {
      this.ended = true;
      return;
    }
    this.fault = this.ended ? "something follows its end" : this.faultOf();
  }

  private faultOf(): string | null {
    const { header } = this;
    if (this.octal(148, 8) !== checksum(header)) return "it is no archive";
    const type = String.fromCharCode(header[156] ?? 0);
    const size = this.octal(124, 12);
    if (FILE.has(type) || LONG_NAME.has(type)) this.skipped = Math.ceil(size / BLOCK) * BLOCK;
    else if (!BARE.has(type)) return `it holds a member of type ${JSON.stringify(type)}`;
    if (!Number.isSafeInteger(size)) return "it holds a file that is too large";
    if (LONG_NAME.has(type)) return null;
    if ((this.octal(100, 8) & SET_ID_BITS) !== 0) return "it holds a set-user-id or set-group-id file";
    return this.octal(108, 8) === this.owner ? null : "it holds a file of another owner";
  }

  /** NaN for anything else, such as numbers too large for octal. */
  private octal(from: number, length: number): number {
    const [text = ""] = this.header.toString("latin1", from, from + length).split("\0", 1);
    return /^ *[0-7]+ *$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
  }
}

/** Of all bytes, with spaces in place of the sum itself. */
function checksum(header: Buffer): number {
  return header.reduce(
    (sum: number, byte, index: number) => sum + (index >= 148 && index < 156 ? 32 : byte),
    0,
  );
}
