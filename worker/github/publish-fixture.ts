/** A GitHub in memory for tests of publishing: it notes each call, and can fail or change at any. */
import type { Change } from "./change.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubFailure } from "./failure.ts";
import { type PublishInput, publish } from "./publish.ts";

export interface Commit {
  message: string;
  tree: string;
  parents: string[];
}

interface Pull {
  number: number;
  ref: string;
  state: "open" | "closed";
  merged_at: string | null;
}

type Params = Record<string, unknown>;

export const notFound = () => new GitHubFailure("not_found", 404, "GitHub has nothing there: Not Found");
export const invalid = (message: string) => new GitHubFailure("validation", 422, message);
export const unavailable = () => new GitHubFailure("unavailable", 502, "GitHub is failing");

/** A tree's name is that of the tree below it and of the paths put on it, a commit's its place in the order. */
export class MemoryGitHub {
  name = "samples/invoice";
  archived = false;
  push = true;
  /** What every new tree is called, where it is not what its paths say. */
  createdTree: string | null = null;
  readonly log: unknown[][] = [];
  readonly refs = new Map([["main", "base"]]);
  readonly commits = new Map<string, Commit>([["base", { message: "Base", tree: "tree", parents: [] }]]);
  readonly pulls: Pull[] = [];
  readonly #plans: { call: string; when: "before" | "after"; act: () => void }[] = [];

  /** What happens at the next call of this name that has no plan yet: before it is done, or once it is. */
  plan(call: string, act: () => void, when: "before" | "after" = "before"): void {
    this.#plans.push({ call, when, act });
  }

  fail(call: string, error: Error, times = 1): void {
    for (let n = 0; n < times; n++)
      this.plan(call, () => {
        throw error;
      });
  }

  names = (): unknown[] => this.log.map(([name]) => name);
  logged = (call: string): unknown[] =>
    this.log.filter(([name]) => name === call).map(([, params]) => params);

  put(branch: string, commit: Commit, sha = `own-${branch}`): string {
    this.commits.set(sha, commit);
    this.refs.set(branch, sha);
    return sha;
  }

  #commit(sha: unknown): Commit {
    const commit = this.commits.get(String(sha));
    if (!commit) throw notFound();
    return commit;
  }

  #head(branch: string): string {
    const sha = this.refs.get(branch);
    if (sha === undefined) throw notFound();
    return sha;
  }

  readonly #answers: Record<string, (params: Params) => unknown> = {
    get: () => ({ full_name: this.name, archived: this.archived, permissions: { push: this.push } }),
    getBranch: ({ branch }) => ({ name: branch, commit: { sha: this.#head(String(branch)) } }),
    listCommits: () => [],
    getRef: ({ ref }) => ({ object: { sha: this.#head(String(ref).slice("heads/".length)) } }),
    listMatchingRefs: ({ ref }) =>
      [...this.refs.keys()]
        .map((name) => ({ ref: `refs/heads/${name}` }))
        .filter((found) => found.ref.startsWith(`refs/${String(ref)}`)),
    getCommit: ({ commit_sha }) => {
      const { message, tree, parents } = this.#commit(commit_sha);
      return { message, tree: { sha: tree }, parents: parents.map((sha) => ({ sha })) };
    },
    createTree: ({ base_tree, tree }) => ({
      sha: this.createdTree ?? [base_tree, ...(tree as { path: string }[]).map(({ path }) => path)].join("+"),
    }),
    createCommit: ({ message, tree, parents }) => {
      const sha = `commit-${this.commits.size}`;
      this.commits.set(sha, { message, tree, parents } as Commit);
      return { sha };
    },
    createRef: ({ ref, sha }) => {
      const name = String(ref).slice("refs/heads/".length);
      if (this.refs.has(name)) throw invalid("GitHub refused: Reference already exists");
      this.refs.set(name, String(sha));
      return {};
    },
    updateRef: ({ ref, sha }) => {
      const name = String(ref).slice("heads/".length);
      if (!this.#commit(sha).parents.includes(this.#head(name)))
        throw invalid("GitHub refused: Update is not a fast forward");
      this.refs.set(name, String(sha));
      return {};
    },
    list: ({ head, state }) =>
      this.pulls
        .filter((pull) => head === `samples:${pull.ref}` && pull.state === state)
        .map((pull) => ({ ...pull, html_url: `url/${pull.number}`, draft: true, head: { ref: pull.ref } })),
    create: ({ head, draft }) => {
      const number = this.pulls.length + 1;
      this.pulls.push({ number, ref: String(head), state: "open", merged_at: null });
      return { number, html_url: `url/${number}`, draft };
    },
    update: () => ({}),
  };

  #do(call: string, params: Params): unknown {
    const { owner, repo, ...rest } = params;
    this.log.push([call, rest]);
    if (call !== "get" && `${String(owner)}/${String(repo)}` !== this.name) throw notFound();
    this.#happen(call, "before");
    const data = this.#answers[call]?.(rest);
    this.#happen(call, "after");
    return { data, headers: {} };
  }

  #happen(call: string, when: "before" | "after"): void {
    const at = this.#plans.findIndex((plan) => plan.call === call && plan.when === when);
    if (at >= 0) this.#plans.splice(at, 1)[0]?.act();
  }

  client(): GitHubClient {
    const part = new Proxy(
      {},
      { get: (_, call) => async (params: Params) => this.#do(String(call), params) },
    );
    return { git: part, repos: part, pulls: part } as unknown as GitHubClient;
  }
}

const TEXT = new TextEncoder().encode("a\n");
export const file = (path: string): Change => ({ path, mode: "100644", status: "M", bytes: TEXT });
export const BRANCH = "verne/task";
export const OWN: Commit = {
  message: `Earlier\n\nVerne-Branch: ${BRANCH}\n`,
  tree: "old",
  parents: ["base"],
};
export const inputFor = (github: MemoryGitHub, more: Partial<PublishInput> = {}): PublishInput => ({
  client: github.client(),
  repo: "samples/invoice",
  baseBranch: "main",
  baseCommit: "base",
  stem: "task",
  branch: null,
  leftBranches: [],
  changes: [file("a.txt")],
  wantTree: "tree+a.txt",
  message: "Fix #1",
  pr: { title: "Title", body: "Body", draft: true },
  onWrite: (branch) => github.log.push(["onWrite", branch]),
  isStopped: () => {
    github.log.push(["isStopped"]);
    return false;
  },
  ...more,
});

/** What publishing refuses, as code (or kind) and message; what else it throws, or returns. */
export const refusalOf = (wanted: PublishInput): Promise<unknown> =>
  publish(wanted).then(
    (published) => published,
    (error: unknown) => {
      if (!(error instanceof GitHubFailure)) return error;
      return ["code" in error ? error.code : error.kind, error.message];
    },
  );
