import { z } from "zod";

/** `.git` as Windows and macOS also write it: trailing dots and spaces, short names, ignored characters. */
export function isGitDirectory(part: string): boolean {
  const plain = part
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
    .replace(/:.*$/, "")
    .replace(/[. ]+$/, "")
    .toLowerCase();
  return plain === ".git" || /^git~\d+$/.test(plain);
}

/** A path inside the repository: relative, forward slashes, no `..`, nothing under `.git`. */
export const RepoPath = z
  .string()
  .min(1)
  .max(1024)
  .refine(
    (path) =>
      !path.startsWith("/") &&
      !path.includes("\\") &&
      !path.includes("\0") &&
      path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !isGitDirectory(part)),
    "must be a relative path inside the repository, outside .git",
  );

/**
 * The form in which paths are compared: composed and decomposed letters (NFC, NFD) look the same and are the same name
 * to every person. It is never written anywhere: what stands on disk keeps its own form.
 */
export const pathKey = (path: string): string => path.normalize("NFC");
