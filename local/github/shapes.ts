import type { StandIn } from "./context.ts";
import type { CheckRun, Comment, CommitStatus, Permission, PullRequest, Repository } from "./database.ts";
import type { ChangedFile } from "./git/diff.ts";
import type { CommitObject } from "./git/objects.ts";
import { headBranch, listRefs } from "./git/refs.ts";
import { mainLanguage } from "./languages.ts";
import { pullLinks, REPO_COUNTS, repoLinks, userLinks } from "./links.ts";
import { findUser } from "./users.ts";

export const fullName = (repo: Repository): string => `${repo.owner}/${repo.name}`;

export function userShape(standIn: StandIn, login: string) {
  const user = findUser(login);
  const url = `${standIn.apiUrl}/users/${login}`;
  return {
    ...userLinks(url),
    login,
    id: user?.id ?? 1,
    node_id: `U_${user?.id ?? 1}`,
    avatar_url: `${standIn.webUrl}/avatars/${login}.svg`,
    gravatar_id: "",
    url,
    html_url: `${standIn.webUrl}/${login}`,
    type: user ? "User" : "Organization",
    site_admin: false,
  };
}

/** In the short form that other answers name an organisation by. */
export function orgShape(standIn: StandIn, org: string) {
  const url = `${standIn.apiUrl}/orgs/${org}`;
  return {
    login: org,
    id: 1,
    node_id: `O_${org}`,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${standIn.webUrl}/avatars/${org}.svg`,
    description: null,
  };
}

export const defaultBranch = (standIn: StandIn, repo: Repository): Promise<string> =>
  headBranch(standIn.gitDir(repo));

export async function repoShape(standIn: StandIn, repo: Repository, permission: Permission) {
  const name = fullName(repo);
  const [defaultName, branches] = await Promise.all([
    defaultBranch(standIn, repo),
    listRefs(standIn.git, standIn.gitDir(repo), "refs/heads/"),
  ]);
  const head = branches.find((branch) => branch.name === `refs/heads/${defaultName}`);
  const pushed = branches.map(({ date }) => date).reduce((a, b) => (a > b ? a : b), "") || repo.createdAt;
  const url = `${standIn.apiUrl}/repos/${name}`;
  const page = `${standIn.webUrl}/${name}`;
  return {
    ...repoLinks(url),
    ...REPO_COUNTS,
    id: repo.id,
    node_id: `R_${repo.id}`,
    name: repo.name,
    full_name: name,
    private: true,
    visibility: "private",
    owner: userShape(standIn, repo.owner),
    html_url: page,
    description: repo.description,
    fork: false,
    archived: standIn.db.isArchived(repo.id),
    disabled: false,
    url,
    clone_url: `${page}.git`,
    git_url: `${page}.git`,
    ssh_url: `${page}.git`,
    svn_url: page,
    default_branch: defaultName,
    language: head ? await mainLanguage(standIn, repo, head.sha) : null,
    created_at: repo.createdAt,
    updated_at: pushed,
    pushed_at: pushed,
    permissions: { admin: permission === "admin", push: permission !== "pull", pull: true },
  };
}

export function commitObjectShape(standIn: StandIn, repo: Repository, commit: CommitObject) {
  const git = `${standIn.apiUrl}/repos/${fullName(repo)}/git`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${git}/commits/${commit.sha}`,
    html_url: `${standIn.webUrl}/${fullName(repo)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${git}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${git}/commits/${sha}`,
      html_url: `${standIn.webUrl}/${fullName(repo)}/commit/${sha}`,
    })),
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  };
}

/** A commit as the commit lists show it: the object one level down. */
export function commitShape(standIn: StandIn, repo: Repository, commit: CommitObject) {
  const { sha, html_url, parents, ...object } = commitObjectShape(standIn, repo, commit);
  const url = `${standIn.apiUrl}/repos/${fullName(repo)}/commits/${sha}`;
  return {
    sha,
    node_id: object.node_id,
    url,
    html_url,
    comments_url: `${url}/comments`,
    parents,
    commit: { ...object, comment_count: 0 },
    author: null,
    committer: null,
  };
}

/** As it is after the commit `ref`. */
export function fileShape(standIn: StandIn, repo: Repository, ref: string, file: ChangedFile) {
  const page = `${standIn.webUrl}/${fullName(repo)}`;
  const path = file.filename.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.sha,
    filename: file.filename,
    blob_url: `${page}/blob/${ref}/${path}`,
    raw_url: `${page}/raw/${ref}/${path}`,
    contents_url: `${standIn.apiUrl}/repos/${fullName(repo)}/contents/${path}?ref=${ref}`,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousFilename === null ? {} : { previous_filename: file.previousFilename }),
  };
}

/** What lists show of a pull request; the single view adds counts and mergeability. */
export async function pullShape(
  standIn: StandIn,
  repo: Repository,
  permission: Permission,
  pull: PullRequest,
) {
  const name = fullName(repo);
  const api = `${standIn.apiUrl}/repos/${name}`;
  const repository = await repoShape(standIn, repo, permission);
  const side = (ref: string, sha: string) => ({
    label: `${repo.owner}:${ref}`,
    ref,
    sha,
    user: userShape(standIn, repo.owner),
    repo: repository,
  });
  return {
    id: repo.id * 100_000 + pull.number,
    node_id: `PR_${repo.id}_${pull.number}`,
    ...pullLinks(api, pull.number, `${standIn.webUrl}/${name}/pull/${pull.number}`, pull.headSha),
    number: pull.number,
    author_association: "OWNER",
    assignee: null,
    auto_merge: null,
    milestone: null,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body === "" ? null : pull.body,
    user: userShape(standIn, pull.author),
    draft: pull.draft,
    labels: [],
    head: side(pull.head, pull.headSha),
    base: side(pull.base, pull.baseSha),
    merge_commit_sha: pull.mergeSha,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
  };
}

export function commentShape(standIn: StandIn, repo: Repository, comment: Comment) {
  const page = `${standIn.webUrl}/${fullName(repo)}/pull/${comment.number}`;
  return {
    id: comment.id,
    url: `${standIn.apiUrl}/repos/${fullName(repo)}/issues/comments/${comment.id}`,
    html_url: `${page}#comment-${comment.id}`,
    body: comment.body,
    user: userShape(standIn, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
  };
}

export function statusShape(standIn: StandIn, repo: Repository, status: CommitStatus) {
  const creator = userShape(standIn, status.author);
  return {
    id: status.id,
    node_id: `S_${status.id}`,
    url: `${standIn.apiUrl}/repos/${fullName(repo)}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    creator,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

export function checkRunShape(standIn: StandIn, repo: Repository, check: CheckRun) {
  const url = `${standIn.apiUrl}/repos/${fullName(repo)}/check-runs/${check.id}`;
  return {
    id: check.id,
    node_id: `CR_${check.id}`,
    external_id: "",
    details_url: null,
    check_suite: null,
    app: null,
    pull_requests: [],
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    head_sha: check.sha,
    name: check.name,
    status: check.status,
    conclusion: check.conclusion,
    url,
    html_url: `${standIn.webUrl}/${fullName(repo)}/commit/${check.sha}`,
    started_at: check.startedAt,
    completed_at: check.conclusion === null ? null : check.startedAt,
  };
}
