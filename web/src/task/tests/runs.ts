import type { TestComparison, TestReport } from "../../../../worker/protocol/index.ts";
import type { Entry } from "../timeline/entries.ts";

/** One run of the tests, as the journal has it. */
export interface Run {
  /** Id of its event. */
  readonly id: string;
  readonly phase: "baseline" | "after";
  /** Counts the runs after edits from 1; 0 for the one before. */
  readonly number: number;
  readonly at: string;
  readonly report: TestReport;
  /** Id of the event at which its last command started: where the log shows it. */
  readonly command: string | null;
}

/** The runs of a task in their order. */
export function testRuns(timeline: readonly Entry[]): Run[] {
  const runs: Run[] = [];
  let number = 0;
  for (const entry of timeline) {
    if (entry.kind !== "step") continue;
    let command: string | null = null;
    for (const item of entry.items) {
      if (item.kind === "command") command = item.id;
      if (item.kind !== "tests") continue;
      const { id, phase, at, report } = item;
      if (phase === "step" || phase === "own") continue;
      runs.push({ id, phase, at, report, command, number: phase === "after" ? ++number : 0 });
    }
  }
  return runs;
}

/** The files that the agent edited, each once. */
export const editedFiles = (timeline: readonly Entry[]): string[] => [
  ...new Set(
    timeline.flatMap((entry) =>
      entry.kind === "step"
        ? entry.items.flatMap((item) => (item.kind === "edit" && item.action !== "delete" ? [item.path] : []))
        : [],
    ),
  ),
];

/** Those of the edited files that the diff still shows: an edit may have been taken back. */
export const shownFiles = (edited: readonly string[], shown: readonly { path: string }[]): string[] =>
  edited.filter((path) => shown.some((file) => file.path === path));

export const runName = (run: Run): string =>
  run.phase === "baseline" ? "Before the edits" : `Run ${run.number}`;

/** What changed from one run to another: ids of tests. Unlike the evidence, it judges nothing. */
export type RunChanges = Pick<TestComparison, "fixed" | "broken" | "still_failing" | "added" | "removed">;

export function compareRuns(before: TestReport, after: TestReport): RunChanges {
  const outcomes = (report: TestReport) => new Map(report.cases.map(({ id, outcome }) => [id, outcome]));
  const [then, now] = [outcomes(before), outcomes(after)];
  const pick = (want: (was: string | undefined, is: string) => boolean) =>
    [...now].filter(([id, is]) => want(then.get(id), is)).map(([id]) => id);
  return {
    fixed: pick((was, is) => was === "failed" && is === "passed"),
    broken: pick((was, is) => was !== undefined && was !== "failed" && is === "failed"),
    still_failing: pick((was, is) => was === "failed" && is === "failed"),
    added: pick((was) => was === undefined),
    removed: [...then.keys()].filter((id) => !now.has(id)),
  };
}

/** Two runs to compare: those asked for, otherwise the last one with the one before it. Null with fewer than two. */
export function chooseRuns(
  runs: readonly Run[],
  asked: { run?: string; against?: string },
): { run: Run; against: Run } | null {
  const run = runs.find(({ id }) => id === asked.run) ?? runs.at(-1);
  const others = runs.filter((one) => one !== run);
  const earlier = run ? others.filter((one) => one.at <= run.at).at(-1) : undefined;
  const against = others.find(({ id }) => id === asked.against) ?? earlier ?? others[0];
  return run && against ? { run, against } : null;
}
