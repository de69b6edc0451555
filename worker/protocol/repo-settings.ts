import { z } from "zod";
import { SecondReader } from "./second-reading.ts";

/** The database refuses more, whoever writes. */
export const MAX_REPO_SETTINGS = 500;

/**
 * What a user decides for their own tasks in one repository; each member defaults to the stricter choice. All of it is
 * stored at once, so a request names every member: one that is left out is an error and not a reset.
 */
export const PutRepoSettings = z.strictObject({
  /** The test command's exit status alone may let a task publish by itself, where nothing names a test. */
  exit_status_counts: z.boolean(),
  /** Commands of a task may run although nothing keeps them apart from the machine (the level `none`). */
  unconfined_commands: z.boolean(),
  /**
   * Run by `sh` in the checkout after the tests; prints SARIF, or JSON with a list of `results`. What it finds in the
   * change and not in the base commit stands against publishing. Null for none.
   */
  scan_command: z.string().trim().min(1).max(500).nullable(),
  /** When another model, or the same one afresh, reads a change before its review. Needs no decision: `auto`. */
  second_reader: SecondReader,
});
export type PutRepoSettings = z.infer<typeof PutRepoSettings>;

export const DEFAULT_REPO_SETTINGS: PutRepoSettings = {
  exit_status_counts: false,
  unconfined_commands: false,
  scan_command: null,
  second_reader: "auto",
};

export const RepoSettings = z.object({
  repo_full_name: z.string(),
  ...PutRepoSettings.shape,
  /** Null while nothing was decided. */
  updated_at: z.iso.datetime().nullable(),
});
export type RepoSettings = z.infer<typeof RepoSettings>;
