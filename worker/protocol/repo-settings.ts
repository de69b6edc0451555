import { z } from "zod";

/** The database refuses more, whoever writes. */
export const MAX_REPO_SETTINGS = 500;

/**
 * What a user decides for their own tasks in one repository; each member defaults to the stricter choice. All of it is
 * stored at once, so a request names every member: one that is left out is an error and not a reset.
 */
export const PutRepoSettings = z.strictObject({
  /** The test command's exit status alone may let a task publish by itself, where nothing names a test. */
  exit_status_counts: z.boolean(),
});
export type PutRepoSettings = z.infer<typeof PutRepoSettings>;

export const DEFAULT_REPO_SETTINGS: PutRepoSettings = { exit_status_counts: false };

export const RepoSettings = z.object({
  repo_full_name: z.string(),
  ...PutRepoSettings.shape,
  /** Null while nothing was decided. */
  updated_at: z.iso.datetime().nullable(),
});
export type RepoSettings = z.infer<typeof RepoSettings>;
