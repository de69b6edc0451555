import { z } from "zod";

/** A line, or a short script, for `sh` in the checkout. */
const CommandText = z
  .string()
  .trim()
  .max(2000, "must be at most 2000 characters")
  .refine((text) => !/[^\P{Cc}\t\n\r]/u.test(text), "must be text, not binary data");

/**
 * Commands that take the place of those found by rule. Null or absent: as found. An empty text or list: none runs. A
 * model only proposes them: they count once a person approves the plan that shows them.
 */
export const ChosenCommands = z.object({
  install: CommandText.nullable().optional(),
  test: CommandText.nullable().optional(),
  lint: CommandText.nullable().optional(),
  setup: z.array(CommandText.min(1, "must not be empty")).max(20).nullable().optional(),
  /** Why, in a sentence. */
  reason: z.string().trim().max(500).optional(),
});
export type ChosenCommands = z.infer<typeof ChosenCommands>;

/** The same as a model hands it in: it never says "as found" or "none". */
export const ProposedCommands = z.object({
  install: CommandText.optional(),
  test: CommandText.optional(),
  lint: CommandText.optional(),
  setup: z.array(CommandText.min(1)).max(20).optional(),
  reason: z.string().trim().max(500).optional(),
});

export const COMMAND_KINDS = ["install", "test", "lint", "setup"] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/**
 * Who decided on a command. `user`: typed by the user. `approved`: approved with an earlier plan that proposed it.
 * `proposed`: by the model, with this plan. `documented`: named in words in a file of the repository, where no rule found
 * one. `found`: by rule.
 */
export const CommandOrigin = z.enum(["user", "approved", "proposed", "documented", "found"]);
export type CommandOrigin = z.infer<typeof CommandOrigin>;

/** What is kept for a repository, and by whom it was decided. */
export const KeptCommands = z.object({
  install: z.object({ command: z.string(), by: z.enum(["user", "approved"]) }).optional(),
  test: z.object({ command: z.string(), by: z.enum(["user", "approved"]) }).optional(),
  lint: z.object({ command: z.string(), by: z.enum(["user", "approved"]) }).optional(),
  setup: z.object({ command: z.array(z.string()), by: z.enum(["user", "approved"]) }).optional(),
});
export type KeptCommands = z.infer<typeof KeptCommands>;

/** The commands of `kept` as a choice. Pure. */
export function chosenOf(kept: KeptCommands): ChosenCommands {
  return {
    ...(kept.install && { install: kept.install.command }),
    ...(kept.test && { test: kept.test.command }),
    ...(kept.lint && { lint: kept.lint.command }),
    ...(kept.setup && { setup: kept.setup.command }),
  };
}

export const isChosen = (chosen: ChosenCommands | undefined, kind: CommandKind): boolean =>
  (chosen?.[kind] ?? null) !== null;

/** Whether two choices say the same of this command. Pure. */
export const sameChoice = (
  one: ChosenCommands | undefined,
  other: ChosenCommands | undefined,
  kind: CommandKind,
): boolean => JSON.stringify(one?.[kind] ?? null) === JSON.stringify(other?.[kind] ?? null);
