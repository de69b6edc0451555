/** The diff of what is changed so far, for a prompt. Pure. */

/** About ten thousand tokens. */
const MAX_CHARS = 40_000;

export interface FittedDiff {
  /** Null if nothing is changed. */
  text: string | null;
  /** New files whose whole content stands in it. */
  created: string[];
}

/** Whole files of a diff up to a limit; those beyond it are named. A first file that is larger is cut at a line. */
export function fittedDiff(diff: string | null | undefined, maxChars = MAX_CHARS): FittedDiff {
  if (!diff) return { text: null, created: [] };
  const created: string[] = [];
  const kept: string[] = [];
  const left: string[] = [];
  let room = maxChars;
  for (const file of diff.split(/^(?=diff --git )/m).filter((part) => part !== "")) {
    const path = /^\+\+\+ b\/(.*)$/m.exec(file)?.[1] ?? /^diff --git a\/(.*) b\/\1$/m.exec(file)?.[1] ?? "";
    if (file.length <= room) {
      kept.push(file);
      room -= file.length;
      if (/^--- \/dev\/null$/m.test(file)) created.push(path);
    } else if (kept.length === 0) {
      kept.push(`${file.slice(0, file.lastIndexOf("\n", maxChars) + 1 || maxChars)}[cut]\n`);
      room = 0;
    } else left.push(path);
  }
  const more = left.length > 0 ? `[left out here: ${left.slice(0, 50).join(", ")}]` : "";
  return { text: kept.join("") + more, created };
}
