import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { inertText } from "./markdown.ts";

const MAX_TITLE_CHARS = 250;

export interface PullRef {
  number: number;
  url: string;
  draft: boolean;
}

interface Where {
  repo: string;
  branch: string;
  baseBranch: string;
}

interface Wanted extends Where {
  existing: PullRef | null;
  pr: { title: string; body: string; draft: boolean };
}

/** The open pull request of the branch into its base. */
export async function openPull(client: GitHubClient, where: Where): Promise<PullRef | null> {
  const [pull] = await list(client, where, "open");
  return pull ? { number: pull.number, url: pull.html_url, draft: pull.draft ?? false } : null;
}

/** The newest pull request of the branch that is closed or merged. */
export async function closedPull(
  client: GitHubClient,
  where: Where,
): Promise<{ number: number; merged: boolean } | null> {
  const [pull] = await list(client, where, "closed");
  return pull ? { number: pull.number, merged: pull.merged_at !== null } : null;
}

async function list(client: GitHubClient, where: Where, state: "open" | "closed") {
  const repo = repoParams(where.repo);
  const head = `${repo.owner}:${where.branch}`;
  const answer = await client.pulls.list({ ...repo, head, base: where.baseBranch, state, per_page: 10 });
  // An unknown `head` is ignored by GitHub and lists every pull request.
  return answer.data.filter((pull) => pull.head.ref === where.branch);
}

/** Updates the body of the pull request there is, or opens one: a draft, where the repository has drafts. */
export async function ensurePull(client: GitHubClient, wanted: Wanted): Promise<PullRef> {
  if (wanted.existing) return update(client, wanted, wanted.existing);
  try {
    return await create(client, wanted, wanted.pr.draft);
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== "validation") throw error;
    if (wanted.pr.draft && /draft/i.test(error.message)) return create(client, wanted, false);
    // A request whose answer was lost, or another delivery of the same step, has opened it.
    const existing = /already exists/i.test(error.message) ? await openPull(client, wanted) : null;
    if (existing === null) throw error;
    return update(client, wanted, existing);
  }
}

async function create(client: GitHubClient, wanted: Wanted, draft: boolean): Promise<PullRef> {
  const { data } = await client.pulls.create({
    ...repoParams(wanted.repo),
    title: inertText(wanted.pr.title).replaceAll("\n", " ").slice(0, MAX_TITLE_CHARS).toWellFormed(),
    body: wanted.pr.body,
    head: wanted.branch,
    base: wanted.baseBranch,
    draft,
  });
  return { number: data.number, url: data.html_url, draft: data.draft ?? false };
}

/** The title stays: a person may have changed it. */
async function update(client: GitHubClient, wanted: Wanted, existing: PullRef): Promise<PullRef> {
  const body = wanted.pr.body;
  await client.pulls.update({ ...repoParams(wanted.repo), pull_number: existing.number, body });
  return existing;
}
