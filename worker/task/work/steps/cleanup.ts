import { githubFor } from "../../../access/credentials.ts";
import { type Withdrawn, withdrawBranch } from "../../../github/branch.ts";
import { GitHubFailure } from "../../../github/client.ts";
import type { EventInput } from "../../../protocol/index.ts";
import { MAX_ATTEMPTS } from "../../run/lease.ts";
import type { Outcome, Step, StepContext } from "../../run/step.ts";
import { publishedOutcome } from "./publish.ts";

/**
 * Removes the sandbox, and the GitHub branch of a task that was cancelled before it had a pull request. The change is
 * stored, so a follow-up can recreate both.
 */
export const cleanup: Step = async (context) => {
  await context.checkout.remove();
  // Removes objects that the last checkpoint replaced; the sweep before it still had to keep them.
  await context.changes.sweep();
  const { state, branch, pullRequest } = context.life.record;
  return state === "cancelled" && branch !== null && pullRequest === null ? withdraw(context, branch) : null;
};

async function withdraw(context: StepContext, branch: string): Promise<Outcome> {
  const { life, host } = context;
  const found = await whatBecame(context, branch);
  if (found.kind === "published") {
    const { repo_full_name: repo } = life.record.init;
    return publishedOutcome(life, { repo, branch, ...found.pull, commit: found.commit });
  }
  if (found.kind === "kept") {
    host.emit(
      warning("branch_left", `The branch ${branch} is left on GitHub: ${found.why}`.slice(0, 500), branch),
    );
    return null;
  }
  context.commit(() => {
    life.update((record) => {
      record.branch = null;
    });
    if (found.kind === "removed")
      host.emit(
        warning("branch_removed", `Removed the branch ${branch}, which held this task's work alone`, branch),
      );
  });
  return null;
}

async function whatBecame({ life, config, claim }: StepContext, branch: string): Promise<Withdrawn> {
  const { init, baseCommit } = life.record;
  const access = await githubFor(config, init.userId);
  if (!access || baseCommit === null) return { kind: "kept", why: "GitHub is not connected any more" };
  const where = { client: access.client, repo: init.repo_full_name, baseCommit };
  try {
    return await withdrawBranch(where, branch, init.branch);
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const passes = error.kind === "unavailable" || error.kind === "rate_limited";
    if (passes && claim.attempt < MAX_ATTEMPTS) throw error;
    return { kind: "kept", why: error.message };
  }
}

const warning = (code: string, message: string, detail: string): EventInput => ({
  type: "warning",
  message,
  data: { code, detail },
});
