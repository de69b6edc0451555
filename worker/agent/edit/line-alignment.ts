import { lineOperations } from "./diff.ts";

export interface AlignedLine {
  /** What two lines are compared by. */
  key: string;
  /** Sent once for both texts, as an unchanged line of a patch is: the n-th one of each is the same line. */
  once: boolean;
}

type Operation = ReturnType<typeof lineOperations>[number];

/**
 * The operations that turn `old` into `next`; lines sent once stay in their places. Throws if they are not equally many
 * in both.
 */
export function alignedOperations(old: readonly AlignedLine[], next: readonly AlignedLine[]): Operation[] {
  const [parts, others] = [partsOf(old), partsOf(next)];
  if (parts.length !== others.length) throw new Error("lines that were sent once are missing on one side");
  return parts.flatMap(({ once, lines }, index): Operation[] => [
    ...(once === null ? [] : [{ kind: " " as const, line: once }]),
    ...lineOperations(lines, others[index]?.lines ?? []),
  ]);
}

/** The parts between lines sent once, each with the one before it. */
function partsOf(lines: readonly AlignedLine[]): { once: string | null; lines: string[] }[] {
  const parts: ReturnType<typeof partsOf> = [{ once: null, lines: [] }];
  for (const { key, once } of lines) {
    if (once) parts.push({ once: key, lines: [] });
    else parts.at(-1)?.lines.push(key);
  }
  return parts;
}
