/** Reads trees and texts of a repository at any commit without checking it out. */
import { execFileSync, spawn } from "node:child_process";
import { isAuthored } from "../../sandbox/tools/listing.ts";

const MAX_FILE_BYTES = 512 * 1024;

export interface TreeFile {
  path: string;
  object: string;
}

/** Authored regular files of a commit, up to 512 KB each. */
export function listTree(directory: string, commit: string): TreeFile[] {
  const output = execFileSync("git", ["-C", directory, "ls-tree", "-r", "-z", "-l", commit], {
    encoding: "utf8",
    maxBuffer: 1024 * 1024 * 1024,
  });
  return output.split("\0").flatMap((entry) => {
    const tab = entry.indexOf("\t");
    const [mode = "", , object = "", size = ""] = entry.slice(0, tab).split(/ +/);
    const path = entry.slice(tab + 1);
    return mode.startsWith("100") && Number(size) <= MAX_FILE_BYTES && isAuthored(path)
      ? [{ path, object }]
      : [];
  });
}

/** Owns one `git cat-file` process; remembers every text. Close it. */
export class ObjectReader {
  readonly #git;
  readonly #waiting: ((text: string) => void)[] = [];
  readonly #texts = new Map<string, Promise<string>>();
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(directory: string) {
    this.#git = spawn("git", ["-C", directory, "cat-file", "--batch"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#git.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  /** A blob as Latin-1; empty for binary content and for one that this clone does not have. */
  read(object: string): Promise<string> {
    let text = this.#texts.get(object);
    if (!text) {
      text = new Promise((resolve) => this.#waiting.push(resolve));
      this.#texts.set(object, text);
      this.#git.stdin.write(`${object}\n`);
    }
    return text;
  }

  close(): void {
    this.#git.stdin.end();
  }

  #take(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    let bytes = Buffer.concat(this.#pending, this.#pendingBytes);
    for (let header = bytes.indexOf(10); header >= 0; header = bytes.indexOf(10)) {
      const [, , size] = bytes.toString("latin1", 0, header).split(" ");
      // `<object> missing` has no size and no content.
      const end = size === undefined ? header : header + 1 + Number(size);
      if (size !== undefined && bytes.length <= end) break;
      const content = bytes.subarray(header + 1, end);
      this.#waiting.shift()?.(content.includes(0) ? "" : content.toString("latin1"));
      bytes = bytes.subarray(end + 1);
    }
    this.#pending = [bytes];
    this.#pendingBytes = bytes.length;
  }
}
