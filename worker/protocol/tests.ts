import { z } from "zod";
import { JudgedClaim } from "./claims.ts";
import { ReproductionEvidence } from "./reproduction.ts";

export const TestOutcome = z.enum(["passed", "failed", "skipped"]);
export type TestOutcome = z.infer<typeof TestOutcome>;

export const TestCase = z.object({
  /** `file::suite::name`, stable between two runs of the same tree. */
  id: z.string(),
  name: z.string(),
  file: z.string().nullable(),
  outcome: TestOutcome,
  message: z.string().nullable(),
  duration_ms: z.number().nullable(),
});
export type TestCase = z.infer<typeof TestCase>;

/**
 * What a run's outcome rests on. `cases`: on tests that its result names. `exit_status`: the command ended, and
 * nothing names a test. `none`: nothing ran that could tell.
 */
export const TestEvidence = z.enum(["cases", "exit_status", "none"]);
export type TestEvidence = z.infer<typeof TestEvidence>;

export const TestCounts = z.object({ passed: z.int(), failed: z.int(), skipped: z.int() });
export type TestCounts = z.infer<typeof TestCounts>;

/** The numbers of a list of cases. A report's own `counts` are of all its cases, also where its list was shortened. */
export function countCases(cases: readonly Pick<TestCase, "outcome">[]): TestCounts {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of cases) counts[outcome] += 1;
  return counts;
}

/**
 * One run of the repository's tests.
 * `errored`: the command failed and no failed test explains it. `none`: there was nothing to run, or it ran no test.
 */
export const TestReport = z.object({
  outcome: z.enum(["passed", "failed", "errored", "timed_out", "none"]),
  evidence: TestEvidence,
  command: z.string().nullable(),
  exit_code: z.int().nullable(),
  duration_ms: z.number(),
  /** Of all cases: `cases` may be a part of them. */
  counts: TestCounts,
  cases: z.array(TestCase),
  /** The end of the output, for a reader when no case explains the outcome. */
  output_tail: z.string(),
  /** Why there is no evidence, or what stood in for it. */
  note: z.string().nullable(),
  /** Of a repository with several packages: those that were run. Their names stand before the ids of their tests. */
  packages: z.array(z.string()).optional(),
  /** Results were lost before they could be read. Nothing was counted: a part of them would make tests vanish. */
  cut: z.literal(true).optional(),
});
export type TestReport = z.infer<typeof TestReport>;

/** A test whose title changed from one run to the next (a port, a time, a counter in it). */
export const RenamedTest = z.object({ from: z.string(), to: z.string() });
export type RenamedTest = z.infer<typeof RenamedTest>;

/** The sizes of a comparison's lists before any of them was shortened. */
export const ComparisonCounts = z.object({
  fixed: z.int(),
  broken: z.int(),
  still_failing: z.int(),
  added: z.int(),
  removed: z.int(),
  vanished: z.int(),
  deleted: z.int(),
  renamed: z.int(),
  flaky: z.int(),
  unjudged: z.int(),
});
export type ComparisonCounts = z.infer<typeof ComparisonCounts>;

/** New tests that pass with the change, by what they do on the base commit with the change's test files. */
export const NewTests = z.object({
  /** They fail there, so they show what the change does. */
  failing: z.int(),
  /** They pass there too. */
  passing: z.int(),
  /** Their file cannot be loaded without the change, or the runner does not name them. */
  not_loaded: z.int(),
  /** The first of those that pass there. */
  passing_ids: z.array(z.string()),
});
export type NewTests = z.infer<typeof NewTests>;

/** The evidence: the tests before the edits against the tests after. Lists hold test ids, and may be shortened. */
export const TestComparison = z.object({
  /**
   * `pass`: tests ran, nothing broke and nothing vanished. `exit_status`: the command succeeded and names no test.
   * `broken`: tests that passed fail now or are gone. `errored`: the command failed and no test explains it.
   * `no_baseline`: no usable run to hold it against. `no_evidence`: no test ran after the edits. `pass` alone is a pass.
   */
  verdict: z.enum(["pass", "exit_status", "broken", "errored", "no_baseline", "no_evidence"]),
  fixed: z.array(z.string()),
  broken: z.array(z.string()),
  still_failing: z.array(z.string()),
  added: z.array(z.string()),
  /** Gone, or skipped now, and no plan says so. */
  removed: z.array(z.string()),
  /** Those of `removed` that passed before, which makes the verdict `broken`. */
  vanished: z.array(z.string()),
  /** Gone with a file that the approved plan deletes. */
  deleted: z.array(z.string()),
  renamed: z.array(RenamedTest),
  flaky: z.array(z.string()),
  /** Fails now, and no run before the edits says whether it did before. */
  unjudged: z.array(z.string()),
  unchanged_passing: z.int(),
  /** The only source of these numbers: the lists above may be a part. */
  counts: ComparisonCounts,
  baseline: TestReport.nullable(),
  after: TestReport,
  /** Absent when no test is new, or when they were not run on the base commit. */
  new_tests: NewTests.optional(),
  /** Absent when the approved plan has no reproduction. */
  reproduction: ReproductionEvidence.optional(),
  /** What the agent claims, held against what ran. Absent when it claims nothing. */
  claims: z.array(JudgedClaim).optional(),
});
export type TestComparison = z.infer<typeof TestComparison>;

type Lists = { readonly [L in keyof ComparisonCounts]: readonly unknown[] };

/** The numbers of whole lists. */
export const countLists = (lists: Lists): ComparisonCounts => ({
  fixed: lists.fixed.length,
  broken: lists.broken.length,
  still_failing: lists.still_failing.length,
  added: lists.added.length,
  removed: lists.removed.length,
  vanished: lists.vanished.length,
  deleted: lists.deleted.length,
  renamed: lists.renamed.length,
  flaky: lists.flaky.length,
  unjudged: lists.unjudged.length,
});

/** As many ids of each list as a task's view shows; the counts say how many there are. */
const SHOWN_IDS = 200;

/** A comparison as a task's view holds it: the numbers are whole, the lists short, the cases are asked for by page. */
export function withoutCases(comparison: TestComparison): TestComparison {
  const { baseline, after } = comparison;
  const ids = (list: readonly string[]) => list.slice(0, SHOWN_IDS);
  return {
    ...comparison,
    fixed: ids(comparison.fixed),
    broken: ids(comparison.broken),
    still_failing: ids(comparison.still_failing),
    added: ids(comparison.added),
    removed: ids(comparison.removed),
    vanished: ids(comparison.vanished),
    deleted: ids(comparison.deleted),
    renamed: comparison.renamed.slice(0, SHOWN_IDS),
    flaky: ids(comparison.flaky),
    unjudged: ids(comparison.unjudged),
    baseline: baseline && { ...baseline, cases: [] },
    after: { ...after, cases: [] },
  };
}

/** Which cases of a task's tests: of which run, how they ended, and what their id holds. */
export const TestQuery = z.object({
  phase: z.enum(["baseline", "after"]).default("after"),
  outcome: TestOutcome.optional(),
  q: z.string().max(200).default(""),
  cursor: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export type TestQuery = z.infer<typeof TestQuery>;

export const TestPage = z.object({
  items: z.array(TestCase),
  /** Where the next page begins; null after the last one. */
  next_cursor: z.int().nullable(),
  /** Of all pages of this query. */
  total: z.int(),
});
export type TestPage = z.infer<typeof TestPage>;

/** A page of a run's cases, failing ones first; empty where there is no such run. */
export function pageOfTests(run: TestReport | null, { outcome, q, cursor, limit }: TestQuery): TestPage {
  const needle = q.trim().toLowerCase();
  const fits = (item: TestCase) =>
    (outcome === undefined || item.outcome === outcome) && item.id.toLowerCase().includes(needle);
  const found = (run?.cases ?? []).filter(fits);
  const ordered = [
    ...found.filter((item) => item.outcome === "failed"),
    ...found.filter((item) => item.outcome !== "failed"),
  ];
  const end = cursor + limit;
  return {
    items: ordered.slice(cursor, end),
    next_cursor: end < ordered.length ? end : null,
    total: ordered.length,
  };
}
