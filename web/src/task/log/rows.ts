import type { LogBuffer, LogLine, LogSection } from "./buffer.ts";
import { isProblem } from "./log-search.ts";

/** The visible lines of the log, and how they differ from those before. */
export interface LogRows {
  readonly lines: readonly LogLine[];
  /** Lines hidden below the head of a folded section, by section. */
  readonly hidden: ReadonlyMap<number, number>;
  /** True when lines were put before those that were there. */
  readonly prepended: boolean;
  /** How many of the rows before have been dropped from the front. */
  readonly trimmed: number;
  readonly dropped: number;
}

export const NO_ROWS: LogRows = {
  lines: [],
  hidden: new Map(),
  prepended: false,
  trimmed: 0,
  dropped: 0,
};

/**
 * The lines to show: only those with a problem, or all except those in folded sections. In order. A folded
 * section whose first line is not held any more gets a head all the same.
 */
export function rowsOf(
  log: Pick<LogBuffer, "lines" | "dropped" | "sections">,
  filter: { onlyErrors: boolean; folded: ReadonlySet<number> },
  before: LogRows,
): LogRows {
  const hidden = new Map<number, number>();
  const isShown = (line: LogLine): boolean => {
    if (line.kind === "step" || !filter.folded.has(line.section)) return true;
    hidden.set(line.section, (hidden.get(line.section) ?? 0) + 1);
    return false;
  };
  return {
    lines: shownLines(),
    hidden,
    prepended: log.dropped < before.dropped,
    trimmed: countBelow(before.lines, log.dropped) - countBelow(before.lines, before.dropped),
    dropped: log.dropped,
  };

  function shownLines(): readonly LogLine[] {
    if (filter.onlyErrors) return log.lines.filter(isProblem);
    if (filter.folded.size === 0) return log.lines;
    const lines = log.lines.filter(isShown);
    const lost = log.sections.filter(({ id }) => id < log.dropped && hidden.has(id));
    return [...lost.map(headOf), ...lines];
  }
}

const headOf = ({ id, step, at }: LogSection): LogLine => ({
  id,
  kind: "step",
  step,
  section: id,
  stream: "system",
  text: "",
  bad: false,
  event: "",
  at,
});

/** How many of the lines have a smaller id. */
function countBelow(lines: readonly LogLine[], id: number): number {
  const first = lines.findIndex((line) => line.id >= id);
  return first === -1 ? lines.length : first;
}

/** Index of the line with this id in `lines`, which are sorted by id; -1 if it is missing. */
export function indexOfLine(lines: readonly LogLine[], id: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = lines[middle]?.id ?? 0;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Where to open a section that failed: its first line that reads like an error, otherwise its head. */
export const firstProblem = (lines: readonly LogLine[], section: number): number =>
  lines.find((line) => line.section === section && line.kind !== "step" && isProblem(line))?.id ?? section;
