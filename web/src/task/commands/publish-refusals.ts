import type { PublishRefusal, TaskFailure, TaskView } from "../../../../worker/protocol/index.ts";

/** Refusals to publish, and whether asking again publishes on a new branch. */
const REFUSALS: Record<PublishRefusal, { newBranch: boolean }> = {
  no_changes: { newBranch: false },
  unsafe_change: { newBranch: false },
  secret_found: { newBranch: false },
  too_large: { newBranch: false },
  sensitive_path: { newBranch: false },
  tree_mismatch: { newBranch: false },
  branch_moved: { newBranch: true },
  branch_refused: { newBranch: false },
  base_branch_gone: { newBranch: false },
  pull_request_closed: { newBranch: true },
  pull_request_merged: { newBranch: true },
  workflow_permission: { newBranch: false },
  no_push_permission: { newBranch: false },
};

const refusalOf = (error: TaskFailure | null) =>
  Object.entries(REFUSALS).find(([code]) => code === error?.code)?.[1];

/** True when publishing failed: GitHub or Verne refused the change. */
export const isRefused = (error: TaskFailure | null): boolean =>
  error?.step === "publish" || refusalOf(error) !== undefined;

/** What publishing does now: it opens a pull request, another one on a branch of its own, or goes on with that there is. */
export function publishWords({ error, pr_url }: Pick<TaskView, "error" | "pr_url">): string {
  if (refusalOf(error)?.newBranch) return "Open a new pull request";
  return pr_url === null ? "Open pull request" : "Update pull request";
}
