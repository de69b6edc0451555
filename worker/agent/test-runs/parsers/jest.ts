import { z } from "zod";
import type { TestCase } from "../../../protocol/index.ts";
import { insideRepo, testCase } from "../cases.ts";

export const JestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string().default(""),
      status: z.string().default(""),
      message: z.string().nullish(),
      assertionResults: z
        .array(
          z.object({
            title: z.string(),
            ancestorTitles: z.array(z.string()).default([]),
            status: z.string(),
            duration: z.number().nullish(),
            failureMessages: z.array(z.string()).nullish(),
          }),
        )
        .default([]),
    }),
  ),
});

/**
 * Parses the report of `jest --json` and of vitest's json reporter. A suite that does not run becomes one failed case.
 */
export function parseJest(report: z.infer<typeof JestReport>, repoDir: string): TestCase[] {
  return report.testResults.flatMap((suite) => {
    const file = suite.name === "" ? null : insideRepo(suite.name, repoDir);
    if (suite.assertionResults.length === 0 && suite.status === "failed") {
      return [testCase({ file, name: "(suite)", outcome: "failed", message: suite.message })];
    }
    return suite.assertionResults.map((result) =>
      testCase({
        file,
        suite: result.ancestorTitles.join(" > "),
        name: result.title,
        outcome: result.status === "passed" ? "passed" : result.status === "failed" ? "failed" : "skipped",
        message: result.failureMessages?.join("\n") ?? null,
        durationMs: result.duration ?? null,
      }),
    );
  });
}
