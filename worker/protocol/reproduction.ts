/**
 * A reproduction: a command that fails because of the fault that a task is about. Verne runs it itself, on the base
 * commit and on the change, with the same files both times.
 */
import { z } from "zod";
import { RepoPath } from "./repo-path.ts";

/** Of all files of one reproduction together, in characters. */
export const MAX_REPRODUCTION_CHARS = 40_000;

const ReproductionFile = z.object({
  /** A path that the base commit does not have. */
  path: RepoPath,
  content: z.string().max(MAX_REPRODUCTION_CHARS),
});

export const Reproduction = z.object({
  /** One line or a short script for a shell, run in the checkout. */
  command: z
    .string()
    .max(2000)
    .refine((command) => command.trim() !== "" && !command.includes("\0"), "must be a command"),
  /** A piece of the message of the failure, taken as text: no pattern. Blanks and line ends count alike. */
  expect: z
    .string()
    .max(300)
    .refine(
      (text) => text.trim().length >= 3,
      "must be a piece of the failure's message, 3 characters at least",
    ),
  /** Written for the run and removed after it. */
  files: z
    .array(ReproductionFile)
    .max(5)
    .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, "paths must differ")
    .refine(
      (files) => files.reduce((sum, { content }) => sum + content.length, 0) <= MAX_REPRODUCTION_CHARS,
      `must have ${MAX_REPRODUCTION_CHARS} characters together at most`,
    )
    .optional(),
});
export type Reproduction = z.infer<typeof Reproduction>;

/** How one run of it ended. */
export const ReproductionRun = z.object({
  exit_code: z.int().nullable(),
  timed_out: z.boolean(),
  duration_ms: z.number(),
  /** The part that tells, else the end of the output; cut. */
  output: z.string(),
});
export type ReproductionRun = z.infer<typeof ReproductionRun>;

/**
 * On the base commit. `failed_before`: an assertion, or an error that the repository's code threw, says what `expect`
 * says. `new`: it failed in a way that tells nothing of the fault. `passed_before`: exit status 0. `not_run`: it could
 * not be run.
 */
export const ReproductionBefore = z.object({
  verdict: z.enum(["failed_before", "new", "passed_before", "not_run"]),
  /** One sentence. */
  reason: z.string(),
  run: ReproductionRun.nullable(),
});
export type ReproductionBefore = z.infer<typeof ReproductionBefore>;

/** On the change. `fails`: as before. `fails_otherwise`: in another way. */
export const ReproductionAfter = z.object({
  verdict: z.enum(["passes", "fails", "fails_otherwise", "not_run"]),
  reason: z.string(),
  run: ReproductionRun.nullable(),
});
export type ReproductionAfter = z.infer<typeof ReproductionAfter>;

/** Evidence of its own, beside the tests. */
export const ReproductionEvidence = z.object({
  reproduction: Reproduction,
  before: ReproductionBefore,
  after: ReproductionAfter,
});
export type ReproductionEvidence = z.infer<typeof ReproductionEvidence>;
