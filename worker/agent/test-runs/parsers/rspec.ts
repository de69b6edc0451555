import { z } from "zod";
import type { TestCase } from "../../../protocol/index.ts";
import { insideRepo, testCase } from "../cases.ts";

export const RspecReport = z.object({
  examples: z.array(
    z.object({
      description: z.string(),
      full_description: z.string(),
      status: z.string(),
      file_path: z.string().nullish(),
      run_time: z.number().nullish(),
      pending_message: z.string().nullish(),
      exception: z.object({ class: z.string(), message: z.string() }).nullish(),
    }),
  ),
  messages: z.array(z.string()).optional().catch(undefined),
  summary: z.object({ errors_outside_of_examples_count: z.number().optional() }),
});

/** Parses `rspec --format json`. An error outside the examples (a spec that does not load) is one failed case. */
export function parseRspec(report: z.infer<typeof RspecReport>, repoDir: string): TestCase[] {
  const cases = report.examples.map((example) => {
    const { full_description: full, description } = example;
    const suite = full.endsWith(description) ? full.slice(0, full.length - description.length).trim() : "";
    return testCase({
      file: example.file_path ? insideRepo(example.file_path, repoDir) : null,
      suite,
      name: suite === "" ? full : description,
      outcome: example.status === "passed" ? "passed" : example.status === "failed" ? "failed" : "skipped",
      message: example.exception
        ? `${example.exception.class}: ${example.exception.message}`
        : (example.pending_message ?? null),
      durationMs: example.run_time ? example.run_time * 1000 : null,
    });
  });
  if (!report.summary.errors_outside_of_examples_count) return cases;
  const message = report.messages?.join("\n") ?? null;
  return [...cases, testCase({ name: "(outside of examples)", outcome: "failed", message })];
}
