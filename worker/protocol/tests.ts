import { z } from "zod";

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
 * One run of the repository's tests.
 * `errored`: the command failed and no failed test explains it. `none`: there was nothing to run, or it ran no test.
 */
export const TestReport = z.object({
  outcome: z.enum(["passed", "failed", "errored", "timed_out", "none"]),
  command: z.string().nullable(),
  exit_code: z.int().nullable(),
  duration_ms: z.number(),
  cases: z.array(TestCase),
  /** The end of the output, for a reader when no case explains the outcome. */
  output_tail: z.string(),
  /** Why there is no evidence, or what stood in for it. */
  note: z.string().nullable(),
  /** Of a repository with several packages: those that were run. Their names stand before the ids of their tests. */
  packages: z.array(z.string()).optional(),
});
export type TestReport = z.infer<typeof TestReport>;

/** The evidence: the tests before the edits against the tests after. Lists hold test ids. */
export const TestComparison = z.object({
  /** `pass`: nothing broken, nothing vanished, and tests ran. `no_evidence`: no test ran after the edits. */
  verdict: z.enum(["pass", "broken", "errored", "no_evidence"]),
  fixed: z.array(z.string()),
  broken: z.array(z.string()),
  still_failing: z.array(z.string()),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  flaky: z.array(z.string()),
  unchanged_passing: z.int(),
  baseline: TestReport.nullable(),
  after: TestReport,
});
export type TestComparison = z.infer<typeof TestComparison>;
