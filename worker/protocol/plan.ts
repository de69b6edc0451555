import { z } from "zod";
import { ChosenCommands, CommandOrigin } from "./chosen-commands.ts";
import { RepoPath } from "./repo-path.ts";
import { Reproduction, ReproductionBefore } from "./reproduction.ts";

export const PlanFile = z.object({
  path: RepoPath,
  action: z.enum(["create", "modify", "delete"]),
});
export type PlanFile = z.infer<typeof PlanFile>;

export const PlanStep = z.object({
  id: z.string().min(1).max(64),
  title: z.string().min(1).max(200),
  /** What to do and why, in one short paragraph. */
  intent: z.string().max(4000),
  files: z.array(PlanFile).max(100),
  /** What is true when the step is done. */
  acceptance: z.string().max(2000).default(""),
  /** Commands or test names that show it. */
  tests: z.array(z.string().max(300)).max(20).default([]),
  risk: z.enum(["low", "medium", "high"]).default("low"),
  risk_note: z.string().max(500).default(""),
  /** Ids of steps that must be done before this one. Steps with dependencies are carried out one at a time. */
  depends_on: z.array(z.string().max(64)).max(50).default([]),
});
export type PlanStep = z.infer<typeof PlanStep>;

/**
 * The steps in an order in which each comes after what it depends on, else as listed. Null if `depends_on` names an
 * unknown step or runs in a circle. Pure.
 */
export function orderOf<S extends { id: string; depends_on: string[] }>(steps: readonly S[]): S[] | null {
  const ids = new Set(steps.map((step) => step.id));
  const ordered: S[] = [];
  const done = new Set<string>();
  while (ordered.length < steps.length) {
    const next = steps.find(
      (step) => !done.has(step.id) && step.depends_on.every((id) => ids.has(id) && done.has(id)),
    );
    if (!next) return null;
    ordered.push(next);
    done.add(next.id);
  }
  return ordered;
}

/** Of the files of one step, named in a line. */
const NAMED_FILES = 4;

/** The steps as a numbered list to be read as it is, a line each: `1. Round the total (src/cart.ts)`. Pure. */
export function planAsText({ steps }: { steps: readonly Pick<PlanStep, "title" | "files">[] }): string {
  return steps
    .map(({ title, files }, index) => {
      const named = files.slice(0, NAMED_FILES).map(({ path }) => path);
      if (files.length > named.length) named.push(`${files.length - named.length} more`);
      const line = `${index + 1}. ${title}${named.length > 0 ? ` (${named.join(", ")})` : ""}`;
      return line.replaceAll(/\s+/g, " ").trim();
    })
    .join("\n");
}

/** What a model or a user writes; the object adds version, author and base commit. */
export const PlanDraft = z.object({
  goal: z.string().min(1).max(2000),
  assumptions: z.array(z.string().max(1000)).max(20).default([]),
  questions: z.array(z.string().max(1000)).max(10).default([]),
  steps: z
    .array(PlanStep)
    .min(1, "a plan needs at least one step")
    .max(50)
    .refine((steps) => new Set(steps.map((step) => step.id)).size === steps.length, "step ids must be unique")
    .refine((steps) => orderOf(steps) !== null, "depends_on must name other steps, without a circle"),
  /** Packages that the change would add. */
  new_dependencies: z.array(z.string().max(200)).max(50).default([]),
  out_of_scope: z.array(z.string().max(1000)).max(20).default([]),
  /** The task reports a fault: then the plan has a reproduction, or says why there is none. */
  fixes_bug: z.boolean().optional(),
  reproduction: Reproduction.optional(),
  no_reproduction_reason: z.string().max(1000).optional(),
  /** Commands in place of those found by rule, kept for the repository once the plan is approved. */
  chosen_commands: ChosenCommands.optional(),
});
export type PlanDraft = z.infer<typeof PlanDraft>;

/** One immutable version of the plan. Approval names `version` and `base_commit`. */
export const Plan = PlanDraft.extend({
  version: z.int().positive(),
  parent_version: z.int().positive().nullable(),
  author: z.enum(["model", "user", "scope"]),
  base_commit: z.string(),
  created_at: z.iso.datetime(),
  /** Commands the test run will use, found by rule; shown before they run. */
  commands: z.object({
    install: z.string().nullable(),
    test: z.string().nullable(),
    /** For the agent; the platform runs no linter. */
    lint: z.string().nullable().optional(),
    /** Set-up that the repository asks for, with the file that says so. */
    setup: z.array(z.object({ command: z.string(), source: z.string() })).default([]),
    /** Who decided on each; one that is absent was found by rule. */
    origins: z
      .object({
        install: CommandOrigin,
        test: CommandOrigin,
        lint: CommandOrigin,
        setup: CommandOrigin,
      })
      .partial()
      .optional(),
    /** The file that names a `documented` one. */
    documented_in: z
      .object({ install: z.string(), test: z.string(), lint: z.string(), setup: z.string() })
      .partial()
      .optional(),
    /** What the rules find where nothing is chosen. */
    found: z
      .object({
        install: z.string().nullable(),
        test: z.string().nullable(),
        lint: z.string().nullable(),
        setup: z.array(z.object({ command: z.string(), source: z.string() })),
      })
      .optional(),
  }),
  /** What the checkout does not hold (submodules, Git LFS, tags); found by rule, not by a model. */
  notes: z.array(z.string()).default([]),
  /** What the reproduction did on the base commit, run by Verne; absent without a reproduction, null before its run. */
  reproduced: ReproductionBefore.nullable().optional(),
  /** What carrying it out may take; null where it cannot be known. */
  estimate: z.object({ tokens: z.int(), cost_usd: z.number().nullable() }).nullable().default(null),
});
export type Plan = z.infer<typeof Plan>;
