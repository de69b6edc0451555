import { RepoPath } from "../../protocol/index.ts";

/**
 * Format characters that are legitimate in names: joiners of Persian and Indic words and of emoji, flag tags, visible
 * signs. All others hide text or change the writing direction.
 */
const IN_NAMES =
  /\u200C|\u200D|[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]|\u{1F3F4}[\u{E0020}-\u{E007F}]+/gu;

/**
 * The path for a tool, or null if it must not be touched: absolute, outside the repository, under `.git`, or with
 * invisible characters.
 */
export function repositoryPath(path: string): string | null {
  const parsed = RepoPath.safeParse(path.replace(/^(?:\.\/)+/, ""));
  if (!parsed.success || !parsed.data.isWellFormed()) return null;
  return /[\p{Cc}\p{Cf}]/u.test(parsed.data.replace(IN_NAMES, "")) ? null : parsed.data;
}
