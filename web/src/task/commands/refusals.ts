import type { PublishRefusal, TaskFailure } from "../../../../worker/protocol/index.ts";

/** Refusals to publish, and whether asking again publishes on a new branch. */
const REFUSALS: Record<PublishRefusal, { elsewhere: boolean }> = {
  no_changes: { elsewhere: false },
  unsafe_change: { elsewhere: false },
  secret_found: { elsewhere: false },
  too_large: { elsewhere: false },
  sensitive_path: { elsewhere: false },
  tree_mismatch: { elsewhere: false },
  branch_moved: { elsewhere: true },
  branch_refused: { elsewhere: false },
  base_branch_gone: { elsewhere: false },
  pull_request_closed: { elsewhere: true },
  pull_request_merged: { elsewhere: true },
  workflow_permission: { elsewhere: false },
  no_push_permission: { elsewhere: false },
};

const refusalOf = (error: TaskFailure | null) =>
  Object.entries(REFUSALS).find(([code]) => code === error?.code)?.[1];

/** The task came to publishing, and GitHub or Verne did not take its change. */
export const isRefused = (error: TaskFailure | null): boolean =>
  error?.step === "publish" || refusalOf(error) !== undefined;

/** Applying again opens another pull request, on a branch of its own. */
export const goesElsewhere = (error: TaskFailure | null): boolean => refusalOf(error)?.elsewhere ?? false;
