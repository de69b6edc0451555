import { z } from "zod";
import type { TestCase } from "../../../protocol/index.ts";
import { insideRepo, testCase } from "../cases.ts";

const MochaTest = z.object({
  title: z.string(),
  fullTitle: z.string(),
  file: z.string().nullish(),
  duration: z.number().nullish(),
  err: z
    .object({
      message: z.string().optional().catch(undefined),
      stack: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export const MochaReport = z.object({
  stats: z.object({ tests: z.number() }),
  tests: z.array(MochaTest),
  pending: z.array(MochaTest).default([]),
  failures: z.array(MochaTest).default([]),
});

/**
 * Parses `mocha --reporter json`. A failed hook is listed under `failures` only, and the tests that it prevented are
 * not listed.
 */
export function parseMocha(report: z.infer<typeof MochaReport>, repoDir: string): TestCase[] {
  const keyOf = (test: z.infer<typeof MochaTest>) => `${test.file ?? ""} ${test.fullTitle}`;
  const skipped = new Set(report.pending.map(keyOf));
  const failed = new Set(report.failures.map(keyOf));
  const listed = new Set(report.tests.map(keyOf));
  const hooks = report.failures.filter((test) => !listed.has(keyOf(test)));
  return [...report.tests, ...hooks].map((test) => {
    const suite = test.fullTitle.endsWith(test.title)
      ? test.fullTitle.slice(0, -test.title.length).trim()
      : "";
    const key = keyOf(test);
    return testCase({
      file: test.file ? insideRepo(test.file, repoDir) : null,
      suite,
      name: test.title,
      outcome: skipped.has(key) ? "skipped" : failed.has(key) ? "failed" : "passed",
      message: test.err?.stack ?? test.err?.message ?? null,
      durationMs: test.duration ?? null,
    });
  });
}
