import type { TestCase, TestComparison } from "../../../../worker/protocol/index.ts";
import type { RunChanges } from "./runs.ts";

/** Tests under one heading. */
export interface CaseList {
  readonly id: string;
  readonly title: string;
  readonly tone: "ok" | "warn" | "bad";
  readonly ids: readonly string[];
  readonly note?: string;
  /** Of all tests in it, where `ids` may be a part. */
  readonly count?: number;
}

/** What new tests do without the change, in the note of their list. */
function withoutChange({ new_tests: found }: TestComparison): Pick<CaseList, "note"> {
  if (!found) return {};
  const parts = [
    [found.failing, "failing without the change"],
    [found.passing, "passing without it too"],
    [found.not_loaded, "not to be loaded without it"],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, words]) => `${n} ${words}`);
  return { note: `Run on the base commit as well: ${told.join(", ")}.` };
}

/** The lists of a comparison in the order in which they matter; empty ones are left out. */
export function comparisonLists(comparison: TestComparison): CaseList[] {
  const lists: CaseList[] = [
    { id: "broken", title: "Broken by the change", tone: "bad", ids: comparison.broken },
    {
      id: "unjudged",
      title: "Failing, not known before",
      tone: "warn",
      ids: comparison.unjudged,
      note: "No run before the edits says whether they failed then too.",
    },
    { id: "still_failing", title: "Still failing", tone: "warn", ids: comparison.still_failing },
    {
      id: "flaky",
      title: "Flaky",
      tone: "warn",
      ids: comparison.flaky,
      note: "Failed after the edits, then passed when run again. They do not count against the change.",
    },
    { id: "removed", title: "No longer there", tone: "warn", ids: comparison.removed },
    { id: "fixed", title: "Fixed", tone: "ok", ids: comparison.fixed },
    { id: "added", title: "New", tone: "ok", ids: comparison.added, ...withoutChange(comparison) },
    {
      id: "renamed",
      title: "Renamed",
      tone: "ok",
      ids: comparison.renamed.map(({ to }) => to),
      note: "Their titles differ from run to run. The same tests passed before.",
    },
    { id: "deleted", title: "Deleted, as the plan says", tone: "ok", ids: comparison.deleted },
  ];
  const numbers: Readonly<Record<string, number>> = comparison.counts;
  return lists
    .filter((list) => list.ids.length > 0)
    .map((list) => ({ ...list, count: numbers[list.id] ?? list.ids.length }));
}

/** The same for two runs of which neither is the evidence. */
export function changeLists(changes: RunChanges): CaseList[] {
  const lists: CaseList[] = [
    { id: "broken", title: "Fails now", tone: "bad", ids: changes.broken },
    { id: "still_failing", title: "Fails in both", tone: "warn", ids: changes.still_failing },
    { id: "removed", title: "No longer there", tone: "warn", ids: changes.removed },
    { id: "fixed", title: "Passes now", tone: "ok", ids: changes.fixed },
    { id: "added", title: "New", tone: "ok", ids: changes.added },
  ];
  return lists.filter((list) => list.ids.length > 0);
}

/** The case of each id; of two with the same id, the later. */
export const casesById = (cases: readonly TestCase[]): Map<string, TestCase> =>
  new Map(cases.map((one) => [one.id, one]));
