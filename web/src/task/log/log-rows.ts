import { type Accessor, createMemo, createSignal } from "solid-js";
import type { LogBuffer, LogLine } from "./buffer.ts";
import { type LogRows, NO_ROWS, rowsOf } from "./rows.ts";

/**
 * Which lines are shown: all, or those that read like errors, without the insides of the sections that the reader
 * folded.
 */
export function createLogRows(log: Accessor<LogBuffer>) {
  const [onlyErrors, setOnlyErrors] = createSignal(false);
  const [folded, setFolded] = createSignal<ReadonlySet<number>>(new Set());
  const rows = createMemo<LogRows>((before = NO_ROWS) =>
    rowsOf(log(), { onlyErrors: onlyErrors(), folded: folded() }, before),
  );
  const setFold = (section: number, fold: boolean) => {
    const next = new Set(folded());
    if (fold) next.add(section);
    else next.delete(section);
    setFolded(next);
  };
  return {
    rows,
    lines: () => rows().lines,
    onlyErrors,
    toggleOnlyErrors: () => setOnlyErrors(!onlyErrors()),
    isFolded: (section: number) => folded().has(section),
    /** How many lines are hidden below the head of `section`. */
    hiddenIn: (section: number) => rows().hidden.get(section) ?? 0,
    setFold,
    anyFolded: () => folded().size > 0,
    /** Folds every section, or opens them all again. */
    foldAll: (fold: boolean) => setFolded(new Set(fold ? log().sections.map(({ id }) => id) : [])),
    /** Opens whatever hides `line`. */
    reveal: (line: LogLine) => {
      if (folded().has(line.section)) setFold(line.section, false);
      if (onlyErrors() && !rows().lines.includes(line)) setOnlyErrors(false);
    },
  };
}
