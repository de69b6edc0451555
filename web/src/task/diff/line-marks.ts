import type { Hunk, Span } from "./hunks.ts";
import type { Side, Verdict } from "./review/review.ts";

const holds = (span: Span, line: number): boolean => line >= span.start && line < span.start + span.count;

/** Position of the hunk that has `line` on `side`; -1 for a line between hunks. */
export const hunkAt = (hunks: readonly Hunk[], side: Side, line: number): number =>
  hunks.findIndex((hunk) => holds(side === "additions" ? hunk.new : hunk.old, line));

/**
 * Marks the lines of a drawn file, for the style sheet in its shadow root: which hunk is current and what the
 * reader decided. The library's own "resolve hunk" would remove the lines, so that rejected ones
 * could not be seen any more.
 */
export function markLines(
  root: ParentNode,
  hunks: readonly Hunk[],
  state: { verdict: (hunk: Hunk) => Verdict | null; isCurrent: (hunk: Hunk) => boolean },
): void {
  for (const line of root.querySelectorAll<HTMLElement>("[data-line], [data-column-number]")) {
    const type = line.dataset.lineType ?? "";
    const number = Number(line.dataset.line ?? line.dataset.columnNumber);
    const old = type === "change-deletion" || line.closest("[data-deletions]") !== null;
    const hunk = hunks[hunkAt(hunks, old ? "deletions" : "additions", number)];
    const verdict = hunk && type.startsWith("change-") ? state.verdict(hunk) : null;
    if (verdict) line.dataset.verdict = verdict;
    else delete line.dataset.verdict;
    line.toggleAttribute("data-current", hunk !== undefined && state.isCurrent(hunk));
  }
}
