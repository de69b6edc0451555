import type { Branch, BranchPage, Repo, RepoPage } from "../protocol/index.ts";
import { type GitHubClient, repoParams } from "./client.ts";
import { GitHubFailure } from "./failure.ts";

export interface PageRequest {
  /** Part of the name, in any case. */
  query?: string;
  /** From 1. */
  page: number;
  /** 1 to 100. */
  perPage: number;
}

/** A search looks at this many pages of 100, the most recently used first. */
const SEARCH_PAGES = 10;

/**
 * The repositories that the user may push to or read, last pushed first.
 *
 * A query filters the first 1,000 of them by name: GitHub's own search finds private repositories only through
 * `user:` and `org:` qualifiers and lags behind. The full `owner/name` finds any repository the user can read.
 */
export async function listRepos(client: GitHubClient, request: PageRequest): Promise<RepoPage> {
  const query = request.query?.trim().toLowerCase() ?? "";
  if (query === "") {
    const answer = await reposPage(client, request.page, request.perPage);
    return { items: answer.items, next_page: answer.hasNext ? request.page + 1 : null };
  }
  const found: Repo[] = [];
  for (let page = 1; page <= SEARCH_PAGES; page++) {
    const answer = await reposPage(client, page, 100);
    found.push(...answer.items.filter((repo) => repo.full_name.toLowerCase().includes(query)));
    if (!answer.hasNext) break;
  }
  if (/^[^/]+\/[^/]+$/.test(query) && !found.some((repo) => repo.full_name.toLowerCase() === query)) {
    const exact = await orNull(getRepo(client, query));
    if (exact) found.unshift(exact);
  }
  return slice(found, request);
}

async function reposPage(client: GitHubClient, page: number, perPage: number) {
  const answer = await client.repos.listForAuthenticatedUser({ sort: "pushed", page, per_page: perPage });
  return { items: answer.data.map(toRepo), hasNext: hasNext(answer.headers.link) };
}

/** GitHubFailure `not_found` with subject `repository` for one that is absent or not the user's to read. */
export async function getRepo(client: GitHubClient, fullName: string): Promise<Repo> {
  try {
    return toRepo((await client.repos.get(repoParams(fullName))).data);
  } catch (error) {
    throw missing(error, "repository", `Repository ${fullName} was not found`);
  }
}

/** Branches by name, with what is known of their repository; a query filters the first 1,000. An empty repository has none. */
export async function listBranches(
  client: GitHubClient,
  fullName: string,
  request: PageRequest,
): Promise<BranchPage> {
  const repo = await getRepo(client, fullName);
  const { default_branch } = repo;
  const query = request.query?.trim().toLowerCase() ?? "";
  if (query === "") {
    const answer = await branchesPage(client, fullName, request.page, request.perPage);
    return { items: answer.items, default_branch, repo, next_page: answer.hasNext ? request.page + 1 : null };
  }
  const found: Branch[] = [];
  for (let page = 1; page <= SEARCH_PAGES; page++) {
    const answer = await branchesPage(client, fullName, page, 100);
    found.push(...answer.items.filter((branch) => branch.name.toLowerCase().includes(query)));
    if (!answer.hasNext) break;
  }
  return { ...slice(found, request), default_branch, repo };
}

async function branchesPage(client: GitHubClient, fullName: string, page: number, perPage: number) {
  const answer = await client.repos.listBranches({ ...repoParams(fullName), page, per_page: perPage });
  const items = answer.data.map((branch) => ({
    name: branch.name,
    commit: branch.commit.sha,
    protected: branch.protected,
  }));
  return { items, hasNext: hasNext(answer.headers.link) };
}

/**
 * The branch and the commit it stands at. GitHubFailure `empty_repository` where there is no commit at all, and
 * `not_found` with the subject that is missing, repository or branch.
 */
export async function getBranch(
  client: GitHubClient,
  fullName: string,
  branch: string,
): Promise<{ name: string; commit: string }> {
  try {
    const { data } = await client.repos.getBranch({ ...repoParams(fullName), branch });
    return { name: data.name, commit: data.commit.sha };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== "not_found") throw error;
    await getRepo(client, fullName);
    // Answers 409 for a repository without commits; the branch request above does not tell the two apart.
    await orNull(client.repos.listCommits({ ...repoParams(fullName), per_page: 1 }));
    throw missing(error, "branch", `Branch ${branch} was not found in ${fullName}`);
  }
}

function missing(error: unknown, subject: "repository" | "branch", message: string): unknown {
  if (!(error instanceof GitHubFailure) || error.kind !== "not_found") return error;
  return new GitHubFailure("not_found", 404, message, { subject });
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === "not_found") return null;
    throw error;
  }
}

const hasNext = (link: string | undefined): boolean => link?.includes('rel="next"') ?? false;

function slice<T>(items: T[], { page, perPage }: PageRequest): { items: T[]; next_page: number | null } {
  const end = page * perPage;
  return { items: items.slice(end - perPage, end), next_page: items.length > end ? page + 1 : null };
}

/** Why a repository that can be read cannot be written, as a sentence, and whose word would change that. */
export const noPush = (fullName: string, archived: boolean): string =>
  archived
    ? `${fullName} is archived, so that nobody can push to it. Its owner can take it out of the archive.`
    : `You may read ${fullName}, but not push to it. Ask its owner for write access, or fork it and work on your fork.`;

interface GitHubRepo {
  full_name: string;
  archived?: boolean;
  permissions?: { push?: boolean } | undefined;
  description: string | null;
  language?: string | null;
  private: boolean;
  default_branch: string;
  pushed_at?: string | null;
}

function toRepo(repo: GitHubRepo): Repo {
  return {
    full_name: repo.full_name,
    description: repo.description,
    language: repo.language ?? null,
    private: repo.private,
    default_branch: repo.default_branch,
    pushed_at: repo.pushed_at ?? null,
    archived: repo.archived ?? false,
    // GitHub leaves the permissions out where it does not know who asks.
    can_push: repo.archived !== true && repo.permissions?.push !== false,
  };
}
