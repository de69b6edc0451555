import { RepoPath } from "../../protocol/index.ts";

/**
 * Format characters that belong into names: the joiners of Persian and Indic words and of emoji, the tags of flags,
 * and signs that are seen. All others hide something or turn the direction of writing.
 */
const IN_NAMES =
  /\u200C|\u200D|[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]|\u{1F3F4}[\u{E0020}-\u{E007F}]+/gu;

/**
 * The path as a tool may use it, or null if it is none that may be touched: absolute, leaving the repository, under
 * `.git`, or with characters that cannot be seen.
 */
export function repositoryPath(path: string): string | null {
  const parsed = RepoPath.safeParse(path.replace(/^(?:\.\/)+/, ""));
  if (!parsed.success || !parsed.data.isWellFormed()) return null;
  return /[\p{Cc}\p{Cf}]/u.test(parsed.data.replace(IN_NAMES, "")) ? null : parsed.data;
}
