/** One line of `git diff-tree -r --raw --no-renames`. */
export interface RawChange {
  path: string;
  /** Mode of the new file as git writes it (`100644`, `100755`, `120000`, `160000`); of the old one if deleted. */
  mode: string;
  status: "added" | "modified" | "deleted";
  /** Object id of the new content; all zeros if deleted. */
  oid: string;
}

/** `null` lines: a binary file. */
export interface FileStat {
  path: string;
  additions: number | null;
  deletions: number | null;
}

/** Output of git that does not have the form its manual gives it, or names that Verne cannot handle. */
export class GitOutputError extends Error {
  override readonly name = "GitOutputError";
}

const STATUS: Record<string, RawChange["status"]> = {
  A: "added",
  M: "modified",
  T: "modified",
  D: "deleted",
};

/** Parses `--raw -z`: `:<mode> <mode> <id> <id> <status>NUL<path>NUL`. Throws GitOutputError. */
export function parseRaw(output: Uint8Array): RawChange[] {
  const fields = splitNul(output);
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [info = "", path = ""] = [fields[at], fields[at + 1]];
    const [, before, after, , oid, letter] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(info) ?? [];
    const status = STATUS[letter ?? ""];
    if (!before || !after || !oid || !status) throw new GitOutputError(`not a raw diff line: ${info}`);
    changes.push({ path, mode: status === "deleted" ? before : after, status, oid });
  }
  return changes;
}

/** Parses `--numstat -z`: `<added>TAB<deleted>TAB<path>NUL`, with `-` for binary files. Throws GitOutputError. */
export function parseNumstat(output: Uint8Array): FileStat[] {
  return splitNul(output).map((line) => {
    const [, additions, deletions, path] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (!additions || !deletions || !path) throw new GitOutputError(`not a numstat line: ${line}`);
    return { path, additions: count(additions), deletions: count(deletions) };
  });
}

/**
 * Parses `git cat-file --batch`: `<id> <type> <size>LF<bytes>LF`. Ids it says are missing (a submodule's commit)
 * are left out. Throws GitOutputError when the output is cut.
 */
export function parseBlobs(output: Uint8Array): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  const decoder = new TextDecoder();
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(0x0a, at);
    const line = decoder.decode(output.subarray(at, lineEnd === -1 ? undefined : lineEnd));
    const [, oid, type, size] = /^([0-9a-f]+) (\w+)(?: (\d+))?$/.exec(line) ?? [];
    if (lineEnd === -1 || !oid) throw new GitOutputError(`not an object header: ${line.slice(0, 100)}`);
    at = lineEnd + 1;
    if (type === "missing") continue;
    const end = at + Number(size);
    if (!size || end >= output.length) throw new GitOutputError(`object ${oid} is cut`);
    blobs.set(oid, output.slice(at, end));
    at = end + 1;
  }
  return blobs;
}

const count = (text: string) => (text === "-" ? null : Number(text));

function splitNul(output: Uint8Array): string[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(output);
  } catch (cause) {
    throw new GitOutputError("a changed file has a name that is not UTF-8", { cause });
  }
  return text.split("\0").slice(0, -1);
}
