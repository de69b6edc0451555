import { lineOperations } from "./diff.ts";

export interface AlignedLine {
  /** What two lines are compared by. */
  key: string;
  /** Sent once for both texts, as an unchanged line of a patch is: the n-th one of each is the same line. */
  once: boolean;
}

type Operation = ReturnType<typeof lineOperations>[number];

/** The operations that turn `old` into `next`; lines sent once stay in their places. */
export function alignedOperations(old: readonly AlignedLine[], next: readonly AlignedLine[]): Operation[] {
  const [parts, others] = [partsOf(old), partsOf(next)];
  if (parts.length !== others.length) throw new Error("lines that were sent once are missing on one side");
  return parts.flatMap((part, index): Operation[] => [
    ...(index === 0 ? [] : [{ kind: " " as const, line: part.begin }]),
    ...lineOperations(part.lines, others[index]?.lines ?? []),
  ]);
}

/** The parts between lines sent once, each with the one before it. */
function partsOf(lines: readonly AlignedLine[]): { begin: string; lines: string[] }[] {
  const first = { begin: "", lines: [] as string[] };
  const parts = [first];
  for (const { key, once } of lines) {
    if (once) parts.push({ begin: key, lines: [] });
    else (parts.at(-1) ?? first).lines.push(key);
  }
  return parts;
}
