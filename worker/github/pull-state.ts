import type { PullState } from "../protocol/index.ts";
import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

type Verdict = "passed" | "failed" | "pending";

/** The pull request's number in its address, if it is one of this repository; null for any other address. */
export function pullNumber(url: string, repo: string): number | null {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  const number = path.startsWith(`/${repo}/pull/`) ? path.slice(`/${repo}/pull/`.length) : "";
  return /^[1-9]\d{0,9}$/.test(number) ? Number(number) : null;
}

/**
 * The pull request as GitHub sees it now, with the check runs and commit statuses of its head commit (the first
 * 100 of each). GitHubFailure `not_found` where it is absent or not the user's to read.
 */
export async function pullState(client: GitHubClient, repo: string, number: number): Promise<PullState> {
  const where = repoParams(repo);
  const { data: pull } = await client.pulls.get({ ...where, pull_number: number });
  const [runs, statuses] = await Promise.all([
    unlessRefused(checkRuns(client, repo, pull.head.sha)),
    unlessRefused(commitStatuses(client, repo, pull.head.sha)),
  ]);
  return {
    url: pull.html_url,
    number: pull.number,
    state: pull.merged ? "merged" : pull.state === "closed" ? "closed" : "open",
    draft: pull.draft ?? false,
    checks: tally([...runs, ...statuses]),
  };
}

async function checkRuns(client: GitHubClient, repo: string, ref: string): Promise<Verdict[]> {
  const { data } = await client.checks.listForRef({ ...repoParams(repo), ref, per_page: 100 });
  return data.check_runs.map(({ status, conclusion }) => {
    if (status !== "completed" || conclusion === null) return "pending";
    // GitHub's own rule: a check that was skipped or has no opinion does not stop a merge.
    return ["success", "neutral", "skipped"].includes(conclusion) ? "passed" : "failed";
  });
}

async function commitStatuses(client: GitHubClient, repo: string, ref: string): Promise<Verdict[]> {
  const { data } = await client.repos.getCombinedStatusForRef({ ...repoParams(repo), ref, per_page: 100 });
  return data.statuses.map(({ state }) =>
    state === "success" ? "passed" : state === "pending" ? "pending" : "failed",
  );
}

/** A token without the permission for checks still shows the pull request itself. */
async function unlessRefused(answer: Promise<Verdict[]>): Promise<Verdict[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitHubFailure && (error.kind === "forbidden" || error.kind === "not_found"))
      return [];
    throw error;
  }
}

function tally(verdicts: readonly Verdict[]): PullState["checks"] {
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  const [passed, failed, pending] = [count("passed"), count("failed"), count("pending")];
  const state = failed > 0 ? "failing" : pending > 0 ? "pending" : passed > 0 ? "passing" : "none";
  return { state, passed, failed, pending };
}
