import type { TestCase } from "../../../../worker/protocol/index.ts";
import { plainText } from "../log/ansi.ts";
import { readsLikeProblem } from "../log/log-search.ts";

/** Position of the first line that reads like an error; 0 when none does. */
export const firstError = (lines: readonly string[]): number =>
  Math.max(0, lines.findIndex(readsLikeProblem));

export interface FailedAt {
  readonly file: string;
  readonly line: number | null;
}

const LINE = /^(?:", line |:|\()(\d+)/;

/**
 * Where a test failed: the last place in its message that lies in its own file or in one of `files` (paths of
 * the repository), otherwise its file without a line. Null when it names none.
 */
export function failedAt(
  found: Pick<TestCase, "file" | "message">,
  files: readonly string[],
): FailedAt | null {
  const text = plainText(found.message ?? "");
  const own = found.file ? [found.file] : [];
  for (const file of [...own, ...files]) {
    for (let at = text.lastIndexOf(file); at !== -1; at = at === 0 ? -1 : text.lastIndexOf(file, at - 1)) {
      const before = text[at - 1];
      const line = LINE.exec(text.slice(at + file.length))?.[1];
      // A longer name that only ends like this one is another file; one in front of it may be a folder.
      if (line && (before === undefined || /[\s"'(/]/.test(before))) return { file, line: Number(line) };
    }
  }
  return found.file ? { file: found.file, line: null } : null;
}
