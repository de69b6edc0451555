import { RepoPath } from "../../protocol/index.ts";

/**
 * The path as the repository writes it, or null if it is none that may be touched: absolute, leaving the repository,
 * under `.git`, or with characters that cannot be seen.
 */
export function repositoryPath(path: string): string | null {
  const parsed = RepoPath.safeParse(path.replace(/^(?:\.\/)+/, ""));
  return parsed.success && !/[\p{Cc}\p{Cf}]/u.test(parsed.data) ? parsed.data : null;
}
