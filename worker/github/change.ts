import {
  isGitDirectory,
  MAX_PUBLISHED_FILE_BYTES,
  type PublishRefusal,
  RepoPath,
} from "../protocol/index.ts";
import { inlineText } from "./content.ts";
import { GitHubFailure } from "./failure.ts";

/** One file of the change against the base commit. */
export interface Change {
  path: string;
  /** Of the new file; of the old one for a deletion. */
  mode: "100644" | "100755" | "120000";
  status: "A" | "M" | "D";
  /** The new content (the target of a symlink); null for a deletion. */
  bytes: Uint8Array | null;
}

/** Publishing cannot go on, and trying again will not help. `kind` is `validation`, so that it is one of GitHub's. */
export class PublishFailure extends GitHubFailure {
  readonly code: PublishRefusal;

  constructor(code: PublishRefusal, message: string) {
    super("validation", 422, message);
    this.code = code;
  }
}

export const MAX_FILES = 1000;
export const MAX_FILE_BYTES = MAX_PUBLISHED_FILE_BYTES;
export const MAX_TOTAL_BYTES = 20 * 1024 * 1024;
/** Each is a request of its own, and GitHub counts those. */
export const MAX_BLOBS = 100;

const MODES: readonly string[] = ["100644", "100755", "120000"];

/**
 * Refuses what must not get into a commit. What was read from a sandbox is hostile input: it may name paths outside the
 * repository, git's own files, submodules, symlinks that lead out, or sizes that exhaust the Worker. Throws
 * PublishFailure `no_changes`, `unsafe_change` or `too_large`, naming path and cause.
 */
export function assertSafe(changes: readonly Change[]): void {
  assertSize(changes.map(({ path, bytes }) => ({ path, size: bytes?.length ?? 0 })));
  const seen = new Set<string>();
  for (const change of changes) {
    const problem = pathProblem(change.path) ?? contentProblem(change);
    if (problem !== null) refuse(change.path, problem);
    if (seen.has(change.path)) refuse(change.path, "is listed twice");
    seen.add(change.path);
  }
  const blobs = changes.filter(({ bytes }) => bytes !== null && inlineText(bytes) === null).length;
  if (blobs > MAX_BLOBS)
    tooLarge(
      `${blobs} of the changed files are binary, large or in another encoding than UTF-8; at most ${MAX_BLOBS}`,
    );
}

/** What can be said before any content is read. Throws PublishFailure `no_changes` or `too_large`. */
export function assertSize(files: readonly { path: string; size: number }[]): void {
  if (files.length === 0) throw new PublishFailure("no_changes", "There is no change to publish");
  if (files.length > MAX_FILES) tooLarge(`${files.length} files changed; at most ${MAX_FILES}`);
  const large = files.find(({ size }) => size > MAX_FILE_BYTES);
  if (large) tooLarge(`${shown(large.path)} has ${large.size} bytes; at most ${MAX_FILE_BYTES}`);
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  if (totalBytes > MAX_TOTAL_BYTES)
    tooLarge(`The change has ${totalBytes} bytes; at most ${MAX_TOTAL_BYTES}`);
}

function tooLarge(what: string): never {
  const message = `${what} are published. Download the patch and apply it with git on the base commit`;
  throw new PublishFailure("too_large", message);
}

function refuse(path: string, problem: string): never {
  throw new PublishFailure("unsafe_change", `${shown(path)} ${problem}`);
}

/** A path for a message: short, and without characters that act on a terminal. */
const shown = (path: string): string => JSON.stringify(path.slice(0, 200));

function pathProblem(path: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  if (/[\x00-\x1f\x7f]/.test(path)) return "contains control characters";
  if (!path.isWellFormed() || path.includes("\ufffd")) return "is not valid UTF-8";
  if (path.split("/").some(isGitDirectory)) return "names git's own directory";
  if (!RepoPath.safeParse(path).success) return "is not a path inside the repository";
  return null;
}

function contentProblem(change: Change): string | null {
  if (!MODES.includes(change.mode)) return `has mode ${change.mode}, which is not published`;
  if ((change.bytes === null) !== (change.status === "D")) return "has content that does not fit its status";
  if (change.mode !== "120000" || change.bytes === null) return null;
  if (/(^|\/)\.git(modules|attributes|ignore)$/i.test(change.path)) return "may not be a symlink";
  const target = new TextDecoder().decode(change.bytes);
  return leavesRepository(change.path, target) ? "is a symlink that leaves the repository" : null;
}

function leavesRepository(path: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\\") || target.includes("\0")) return true;
  const at = path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (at.pop() === undefined) return true;
    } else if (isGitDirectory(part)) {
      return true;
    } else {
      at.push(part);
    }
  }
  return false;
}

/**
 * Paths that run code with the repository's rights, or say who has to review: only a person may let them through.
 */
export function sensitivePaths(paths: readonly string[]): string[] {
  return paths.filter(
    (path) => isWorkflow(path) || /^(\.github\/|docs\/)?CODEOWNERS$/i.test(path) || path === ".gitmodules",
  );
}

export const isWorkflow = (path: string): boolean => /^\.github\/(workflows|actions)\//i.test(path);
