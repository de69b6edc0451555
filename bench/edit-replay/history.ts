/** The text files that the commits of a repository modified, newest first. */
import { execFileSync } from "node:child_process";
import { decodeText } from "../../worker/agent/edit/text-file.ts";
import { ObjectReader } from "../localise/objects.ts";
import type { FileChange } from "./forms.ts";

const MAX_COMMITS_READ = 3_000;
/** One commit of many files (a formatter, a licence) would otherwise be most of a repository. */
const MAX_FILES_OF_COMMIT = 6;
/** Above this a change is no edit but a new text. */
const MAX_CHARS = 200_000;

/** Up to `max` changes; the same on every run. `directory`: a clone, with or without a work tree. */
export async function changesOf(directory: string, max: number): Promise<FileChange[]> {
  const log = ["log", "--no-merges", "--no-renames", "--diff-filter=M", "--raw", "--no-abbrev", "-z"];
  const output = execFileSync(
    "git",
    ["-C", directory, ...log, "-n", String(MAX_COMMITS_READ), "--format=%x01", "HEAD"],
    { encoding: "utf8", maxBuffer: 1024 * 1024 * 1024, stdio: ["ignore", "pipe", "inherit"] },
  );
  const objects = new ObjectReader(directory);
  const changes: FileChange[] = [];
  try {
    for (const commit of output.split("\x01").slice(1)) {
      for (const { path, from, to } of modified(commit)) {
        const change = toChange(path, await objects.read(from), await objects.read(to));
        if (change) changes.push(change);
        if (changes.length === max) return changes;
      }
    }
  } finally {
    objects.close();
  }
  return changes;
}

/** Regular files; entries come as `:100644 100644 <old> <new> M`, then the path. */
function modified(commit: string): { path: string; from: string; to: string }[] {
  const fields = commit.split("\0").map((field) => field.replace(/^\n+/, ""));
  return fields
    .flatMap((field, index) => {
      const match = /^:100\d+ 100\d+ ([0-9a-f]+) ([0-9a-f]+) M$/.exec(field);
      const [, from = "", to = ""] = match ?? [];
      return match ? [{ path: fields[index + 1] ?? "", from, to }] : [];
    })
    .slice(0, MAX_FILES_OF_COMMIT);
}

/** Null for what no edit of text can express: binary files, another encoding or line end afterwards. */
function toChange(path: string, before: string, after: string): FileChange | null {
  const [old, next] = [before, after].map((text) => decodeText(Buffer.from(text, "latin1")));
  if (!old?.ok || !next?.ok) return null;
  const [a, b] = [old.file, next.file];
  const plain = [a, b].every(
    ({ codec, bom, eol }) => codec.name === "UTF-8" && bom.length === 0 && eol !== "\r",
  );
  if (!plain || a.eol !== b.eol || a.text === b.text || a.text === "" || a.text.length > MAX_CHARS)
    return null;
  return { path, before: a.text, after: b.text, eol: a.eol === "\r\n" ? "\r\n" : "\n" };
}
