/** A change without objections, which tests override. */
import { expect } from "vitest";
import {
  type FileDiff,
  Objection,
  type ObjectionKind,
  type TestComparison,
  type TestReport,
} from "../../protocol/index.ts";
import { comparisonOf, runOf } from "../../protocol/testing/reports.ts";
import type { ChangedFile, FileSide } from "./changed-file.ts";
import { contentFindings } from "./content.ts";
import { type GateInput, objectionsOf } from "./gate.ts";

export const report = (change: Partial<TestReport> = {}): TestReport =>
  runOf([], { outcome: "passed", evidence: "cases", ...change });
export const compared = (
  verdict: TestComparison["verdict"],
  change: Partial<TestComparison> = {},
): TestComparison => comparisonOf(verdict, { baseline: report(), after: report(), ...change });
export const file = (path: string, change: Partial<FileDiff> = {}): FileDiff => ({
  path,
  status: "modified",
  additions: 1,
  deletions: 0,
  binary: false,
  plan_steps: ["1"],
  out_of_plan: false,
  machine_written: false,
  ...change,
});
export const side = (text: string | null, mode = "100644"): FileSide => ({ mode, text });
export const changed = (path: string, base: string | null, now: string | null): ChangedFile => ({
  path,
  base: base === null ? null : side(base),
  now: now === null ? null : side(now),
});

/** The objections to the change with these overrides. */
export function kinds(change: Partial<GateInput> & { contents?: ChangedFile[] }): ObjectionKind[] {
  const { contents = [], ...input } = change;
  const paths = contents.map(({ path }) => file(path));
  const found = objectionsOf({
    comparison: compared("pass"),
    files: paths.length > 0 ? paths : [file("src/a.ts")],
    content: contentFindings(contents),
    scans: null,
    installFailure: null,
    exitStatusCounts: false,
    texts: {},
    ...input,
  });
  for (const objection of found) expect(Objection.parse(objection)).toEqual(objection);
  return found.map(({ kind }) => kind);
}
