/** The addresses that GitHub's answers carry. Nothing in Verne reads them; they stand here so that answers are whole. */

/** Each of `suffixes` behind `url`. */
const behind = <Name extends string>(url: string, suffixes: Readonly<Record<Name, string>>) =>
  Object.fromEntries(Object.entries<string>(suffixes).map(([name, end]) => [name, url + end])) as Record<
    Name,
    string
  >; // its keys are the names

export const userLinks = (url: string) =>
  behind(url, {
    followers_url: "/followers",
    following_url: "/following{/other_user}",
    gists_url: "/gists{/gist_id}",
    starred_url: "/starred{/owner}{/repo}",
    subscriptions_url: "/subscriptions",
    organizations_url: "/orgs",
    repos_url: "/repos",
    events_url: "/events{/privacy}",
    received_events_url: "/received_events",
  });

export const repoLinks = (url: string) =>
  behind(url, {
    archive_url: "/{archive_format}{/ref}",
    assignees_url: "/assignees{/user}",
    blobs_url: "/git/blobs{/sha}",
    branches_url: "/branches{/branch}",
    collaborators_url: "/collaborators{/collaborator}",
    comments_url: "/comments{/number}",
    commits_url: "/commits{/sha}",
    compare_url: "/compare/{base}...{head}",
    contents_url: "/contents/{+path}",
    contributors_url: "/contributors",
    deployments_url: "/deployments",
    downloads_url: "/downloads",
    events_url: "/events",
    forks_url: "/forks",
    git_commits_url: "/git/commits{/sha}",
    git_refs_url: "/git/refs{/sha}",
    git_tags_url: "/git/tags{/sha}",
    hooks_url: "/hooks",
    issue_comment_url: "/issues/comments{/number}",
    issue_events_url: "/issues/events{/number}",
    issues_url: "/issues{/number}",
    keys_url: "/keys{/key_id}",
    labels_url: "/labels{/name}",
    languages_url: "/languages",
    merges_url: "/merges",
    milestones_url: "/milestones{/number}",
    notifications_url: "/notifications{?since,all,participating}",
    pulls_url: "/pulls{/number}",
    releases_url: "/releases{/id}",
    stargazers_url: "/stargazers",
    statuses_url: "/statuses/{sha}",
    subscribers_url: "/subscribers",
    subscription_url: "/subscription",
    tags_url: "/tags",
    teams_url: "/teams",
    trees_url: "/git/trees{/sha}",
  });

/** What a repository has that nobody here has made. */
export const REPO_COUNTS = {
  forks: 0,
  forks_count: 0,
  network_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  size: 0,
  stargazers_count: 0,
  subscribers_count: 0,
  watchers: 0,
  watchers_count: 0,
  has_discussions: false,
  has_downloads: false,
  has_issues: false,
  has_pages: false,
  has_projects: false,
  has_wiki: false,
  homepage: null,
  license: null,
  mirror_url: null,
} as const;

/** What only its owner sees of an account. */
export const PRIVATE_PROFILE = {
  blog: "",
  company: null,
  location: null,
  hireable: null,
  collaborators: 0,
  disk_usage: 0,
  followers: 0,
  following: 0,
  owned_private_repos: 0,
  private_gists: 0,
  public_gists: 0,
  public_repos: 0,
  total_private_repos: 0,
  two_factor_authentication: true,
} as const;

/** `page`: its address for people; `head`: the commit that it offers. */
export function pullLinks(repo: string, number: number, page: string, head: string) {
  const url = `${repo}/pulls/${number}`;
  const issue = `${repo}/issues/${number}`;
  const links = {
    self: url,
    html: page,
    issue,
    comments: `${issue}/comments`,
    commits: `${url}/commits`,
    statuses: `${repo}/statuses/${head}`,
    review_comments: `${url}/comments`,
    review_comment: `${repo}/pulls/comments{/number}`,
  };
  return {
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    comments_url: links.comments,
    commits_url: links.commits,
    statuses_url: links.statuses,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
  };
}
