/** GitHub's possible answers while a task publishes, and a user who stops the publishing. */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type GitHubClient, githubClient } from "../github/client.ts";
import type { BaseState, TaskEvent, TaskView } from "../protocol/index.ts";
import { edit, makeRepository, read, runTrial, type Trial, variant, write } from "./trial.ts";
import { call, command, connectGitHub, createTask, errorOf, FIX, follow, ok, users, view } from "./verne.ts";

/** Where `verne/` is taken. */
const BESIDE = expect.stringMatching(/^verne-[a-z0-9-]+-[0-9a-f]{8}$/);
const REPO = { "app.txt": "one\n", "more.txt": "more\n" };
const FIRST = [read("app.txt"), edit("app.txt", "one", "ONE")];
const SECOND = [read("more.txt"), write("more.txt", "even more\n")];

let github: GitHubClient;
beforeAll(async () => {
  await connectGitHub();
  github = githubClient({
    apiUrl: inject("variables").GITHUB_API_URL ?? "",
    token: users().ada.providerToken,
  });
});

const control = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${inject("variables").GITHUB_WEB_URL}/_standin/${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });

const where = (repo: string) => {
  const [owner = "", name = ""] = repo.split("/");
  return { owner, repo: name };
};
const branchesOf = async (repo: string) =>
  (await github.repos.listBranches(where(repo))).data.map(({ name }) => name).sort();
const pullsOf = async (repo: string) => (await github.pulls.list({ ...where(repo), state: "all" })).data;
const warned = (code: string) => (event: TaskEvent) => event.type === "warning" && event.data.code === code;
const cleanedUp = (event: TaskEvent) => event.type === "step_finished" && event.data.step === "cleanup";

const reviewed = (rounds = [FIRST, SECOND]): Promise<Trial> =>
  runTrial({ repo: REPO, files: ["app.txt", "more.txt"], rounds });

async function apply(taskId: string): Promise<number> {
  const { objections, head_seq, tree } = await view(taskId);
  await command(taskId, "apply", { tree, accepted: objections.map(({ id }) => id) });
  return head_seq;
}

/** Waits for any end of publishing. */
const settled = async (taskId: string, after: number): Promise<TaskView> => {
  await follow(taskId, (event) => event.type === "state" && event.data.from === "publishing", after);
  return view(taskId);
};

/** Publishes until a request is held; the returned function releases it. */
async function publishingUntil(
  { taskId, repo }: Trial,
  request: { path: string; method: string; when?: "before" | "after" },
): Promise<{ seen: number; release: () => Promise<unknown> }> {
  const hold = await ok<{ id: string }>(
    control("POST", "holds", { ...request, path: `${repo}${request.path}` }),
  );
  const seen = await apply(taskId);
  expect((await control("GET", `holds/${hold.id}`)).status).toBe(204);
  return { seen, release: () => control("DELETE", `holds/${hold.id}`) };
}

interface Held {
  path: string;
  method: string;
  when?: "before" | "after";
}
const TIMES = ["after", "before"] as const;

/** Each of these is a whole task of ten seconds: one always runs, the others with `npm test -- --long`. */
const someOf = <T>(all: readonly T[]): readonly T[] => (inject("long") ? all : all.slice(0, 1));

describe.concurrent("cancel while the pull request is being opened", () => {
  it.each(
    someOf<[string, Held]>([
      ["the commit is being made", { path: "/git/commits", method: "POST", when: "after" }],
      ["GitHub is being read", { path: "/pulls", method: "GET" }],
      ["the files are being sent", { path: "/git/trees", method: "POST" }],
    ]),
  )("and %s leaves nothing on GitHub", async (_, request) => {
    const trial = await reviewed();
    // Without a branch there is no search for a pull request.
    const { seen, release } = await publishingUntil(
      trial,
      request.method === "GET" ? { path: "/branches/main", method: "GET" } : request,
    );
    await command(trial.taskId, "cancel");
    expect((await view(trial.taskId)).state).toBe("cancelled");
    await release();
    await follow(trial.taskId, cleanedUp, seen);
    expect(await branchesOf(trial.repo)).toEqual(["main"]);
    expect(await pullsOf(trial.repo)).toEqual([]);
    expect(await view(trial.taskId)).toMatchObject({ head_branch: null, pr_url: null });
  });

  it.each(someOf(TIMES))(
    "waits for a branch that is being created (%s GitHub has it), and takes it back",
    async (when) => {
      const trial = await reviewed();
      const { seen, release } = await publishingUntil(trial, { path: "/git/refs", method: "POST", when });
      const { state, head_branch: branch } = await view(trial.taskId);
      expect(state).toBe("publishing");
      expect(branch).toMatch(new RegExp(`^verne/[a-z0-9-]+-${trial.taskId.slice(0, 8)}$`));
      await command(trial.taskId, "cancel");
      const stopping = await view(trial.taskId);
      expect(stopping).toMatchObject({ state: "publishing", stopping: true });
      expect(stopping.allowed).toEqual(["message"]);
      await release();
      await follow(trial.taskId, cleanedUp, seen);
      expect(await view(trial.taskId)).toMatchObject({
        state: "cancelled",
        stopping: false,
        head_branch: null,
        pr_url: null,
      });
      expect(await branchesOf(trial.repo)).toEqual(["main"]);
      expect(await pullsOf(trial.repo)).toEqual([]);
      const events = await follow(trial.taskId, warned("branch_removed"), seen);
      expect(events.at(-1)?.message).toContain(branch);
    },
  );

  variant.each(TIMES)("records a pull request that is on its way (%s GitHub has it)", async (when) => {
    const trial = await reviewed();
    const { seen, release } = await publishingUntil(trial, { path: "/pulls", method: "POST", when });
    await command(trial.taskId, "cancel");
    await release();
    const task = await settled(trial.taskId, seen);
    const [pull, ...others] = await pullsOf(trial.repo);
    expect(others).toEqual([]);
    expect(task).toMatchObject({ state: "complete", pr_url: pull?.html_url });
    await follow(trial.taskId, warned("stopped_too_late"), seen);
  });

  variant("finds the pull request whose answer was lost, after the task was cancelled", async () => {
    const trial = await reviewed();
    const path = `${trial.repo}/pulls`;
    const { seen, release } = await publishingUntil(trial, { path: "/pulls", method: "POST", when: "after" });
    await command(trial.taskId, "cancel");
    // Every answer is lost, so the attempt ends without knowing the result.
    for (const status of [502, 502, 502])
      await control("POST", "faults", { path, method: "POST", status, times: 1 });
    await control("POST", "faults", { path, method: "GET", status: 500, times: 1 });
    await release();
    await follow(trial.taskId, (event) => event.type === "pull_request", seen);
    expect((await view(trial.taskId)).pr_url).toBe((await pullsOf(trial.repo))[0]?.html_url);
  });

  variant("names a branch on which somebody else has committed meanwhile, and leaves it", async () => {
    const trial = await reviewed();
    const { seen, release } = await publishingUntil(trial, {
      path: "/git/refs",
      method: "POST",
      when: "after",
    });
    const { head_branch: branch } = await view(trial.taskId);
    const { data: head } = await github.git.getRef({ ...where(trial.repo), ref: `heads/${branch}` });
    const { data: commit } = await github.git.getCommit({
      ...where(trial.repo),
      commit_sha: head.object.sha,
    });
    const { data: mine } = await github.git.createCommit({
      ...where(trial.repo),
      message: "Mine",
      tree: commit.tree.sha,
      parents: [commit.sha],
    });
    await github.git.updateRef({ ...where(trial.repo), ref: `heads/${branch}`, sha: mine.sha });
    await command(trial.taskId, "cancel");
    await release();
    const events = await follow(trial.taskId, warned("branch_left"), seen);
    expect(events.at(-1)?.message).toContain(branch);
    expect(await view(trial.taskId)).toMatchObject({ state: "cancelled", head_branch: branch });
    expect(await branchesOf(trial.repo)).toEqual(["main", branch]);
  });

  variant("of a follow-up leads back to the pull request that is there", async () => {
    const trial = await reviewed();
    const first = await settled(trial.taskId, await apply(trial.taskId));
    await command(trial.taskId, "messages", { text: "Also the second file" });
    await follow(
      trial.taskId,
      (event) => event.type === "state" && event.data.to === "reviewing",
      first.head_seq,
    );
    const { seen, release } = await publishingUntil(trial, { path: "/git/trees", method: "POST" });
    await command(trial.taskId, "cancel");
    await release();
    const task = await settled(trial.taskId, seen);
    expect(task).toMatchObject({ state: "complete", pr_url: first.pr_url, set_aside: { files: 2 } });
    const [pull] = await pullsOf(trial.repo);
    const files = await github.pulls.listFiles({ ...where(trial.repo), pull_number: pull?.number ?? 0 });
    expect(files.data.map(({ filename }) => filename)).toEqual(["app.txt"]);
  });
});

describe.concurrent("a change that cannot be published", () => {
  const refused = async (trial: Trial, code: string): Promise<TaskView> => {
    const task = await settled(trial.taskId, await apply(trial.taskId));
    expect(task).toMatchObject({ state: "reviewing", status: "running", error: { code, step: "publish" } });
    expect(task.allowed.sort()).toEqual(["apply", "cancel", "message"]);
    const patch = await (await call("GET", `/api/tasks/${trial.taskId}/patch`)).text();
    expect(patch).toContain("+ONE");
    return task;
  };

  variant("because the right to push was taken away waits, and is published once it is back", async () => {
    const trial = await reviewed();
    const permission = (level: "pull" | "push") =>
      github.repos.addCollaborator({ ...where(trial.repo), username: "ada", permission: level });
    await permission("pull");
    await refused(trial, "no_push_permission");
    // Only another user can grant it again.
    const grace = githubClient({
      apiUrl: inject("variables").GITHUB_API_URL ?? "",
      token: users().grace.providerToken,
    });
    await grace.repos.addCollaborator({ ...where(trial.repo), username: "ada", permission: "push" });
    expect(await settled(trial.taskId, await apply(trial.taskId))).toMatchObject({
      state: "complete",
      error: null,
    });
  });

  variant("because its base branch is gone waits for it", async () => {
    const trial = await reviewed();
    const { data: main } = await github.git.getRef({ ...where(trial.repo), ref: "heads/main" });
    await github.git.createRef({ ...where(trial.repo), ref: "refs/heads/other", sha: main.object.sha });
    await github.git.deleteRef({ ...where(trial.repo), ref: "heads/main" });
    await refused(trial, "base_branch_gone");
    await github.git.createRef({ ...where(trial.repo), ref: "refs/heads/main", sha: main.object.sha });
    expect((await settled(trial.taskId, await apply(trial.taskId))).state).toBe("complete");
  });

  variant("on a branch where somebody works goes to a branch of its own", async () => {
    const trial = await reviewed();
    const first = await settled(trial.taskId, await apply(trial.taskId));
    const branch = first.head_branch ?? "";
    const { data: main } = await github.git.getRef({ ...where(trial.repo), ref: "heads/main" });
    const { data: head } = await github.git.getCommit({ ...where(trial.repo), commit_sha: main.object.sha });
    const { data: mine } = await github.git.createCommit({
      ...where(trial.repo),
      message: "Mine",
      tree: head.tree.sha,
      parents: [(await github.git.getRef({ ...where(trial.repo), ref: `heads/${branch}` })).data.object.sha],
    });
    await github.git.updateRef({ ...where(trial.repo), ref: `heads/${branch}`, sha: mine.sha });
    await command(trial.taskId, "messages", { text: "Also the second file" });
    await follow(
      trial.taskId,
      (event) => event.type === "state" && event.data.to === "reviewing",
      first.head_seq,
    );
    expect((await refused(trial, "branch_moved")).error?.message).toContain(branch);
    const done = await settled(trial.taskId, await apply(trial.taskId));
    expect(done).toMatchObject({ state: "complete", head_branch: BESIDE });
    expect(done.pr_url).not.toBe(first.pr_url);
    expect((await github.git.getRef({ ...where(trial.repo), ref: `heads/${branch}` })).data.object.sha).toBe(
      mine.sha,
    );
  });

  variant("because its pull request was closed goes to another one, if it is asked for again", async () => {
    const trial = await reviewed();
    const first = await settled(trial.taskId, await apply(trial.taskId));
    const [pull] = await pullsOf(trial.repo);
    await github.pulls.update({ ...where(trial.repo), pull_number: pull?.number ?? 0, state: "closed" });
    await command(trial.taskId, "messages", { text: "Also the second file" });
    await follow(
      trial.taskId,
      (event) => event.type === "state" && event.data.to === "reviewing",
      first.head_seq,
    );
    await refused(trial, "pull_request_closed");
    const done = await settled(trial.taskId, await apply(trial.taskId));
    expect(done.state).toBe("complete");
    expect((await pullsOf(trial.repo)).map(({ state }) => state).sort()).toEqual(["closed", "open"]);
  });

  variant("because GitHub's rules refuse every branch tells the rule", async () => {
    const trial = await reviewed();
    await github.repos.createRepoRuleset({
      ...where(trial.repo),
      name: "none",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["~ALL"], exclude: [] } },
      rules: [{ type: "creation" }],
    });
    expect((await refused(trial, "branch_refused")).error?.message).toContain("creations being restricted");
  });
});

it("a base branch that went on is told before publishing, with what follows from it", async () => {
  const trial = await reviewed();
  const base = () => ok<BaseState>(call("GET", `/api/tasks/${trial.taskId}/base`));
  expect(await base()).toMatchObject({ branch: "main", state: "current" });
  const tree = [{ path: "app.txt", mode: "100644" as const, type: "blob" as const, content: "theirs\n" }];
  const { data: main } = await github.git.getRef({ ...where(trial.repo), ref: "heads/main" });
  const made = await github.git.createTree({ ...where(trial.repo), base_tree: main.object.sha, tree });
  const { data: theirs } = await github.git.createCommit({
    ...where(trial.repo),
    message: "Theirs",
    tree: made.data.sha,
    parents: [main.object.sha],
  });
  await github.git.updateRef({ ...where(trial.repo), ref: "heads/main", sha: theirs.sha });
  expect(await base()).toMatchObject({
    state: "moved",
    behind_by: 1,
    conflict: "possible",
    both_changed: { paths: ["app.txt"] },
  });
  const foreign = call("GET", `/api/tasks/${trial.taskId}/base`, { token: users().grace.accessToken });
  expect(await errorOf(foreign)).toMatchObject({ status: 404 });
  await command(trial.taskId, "cancel");
});

it.concurrent("a branch named verne does not stand in the way", async () => {
  const repo = await makeRepository({
    commits: [{ files: REPO }, { files: { "x.txt": "x\n" }, branch: "verne" }],
  });
  const trial = await runTrial({ repo, files: ["app.txt"], calls: FIRST });
  const done = await settled(trial.taskId, await apply(trial.taskId));
  expect(done).toMatchObject({ state: "complete", head_branch: BESIDE });
});

describe.concurrent("a repository that the user may only read", () => {
  const readOnly = () =>
    makeRepository({ commits: [{ files: REPO }], access: { ada: "pull", grace: "admin" } });

  it("is refused before any work, with the ways out", async () => {
    const repo_full_name = await readOnly();
    const refusal = await errorOf(call("POST", "/api/tasks", { body: { ...FIX, repo_full_name } }));
    expect(refusal).toMatchObject({ status: 422, code: "no_push_permission" });
    expect(refusal.details?.[0]?.path).toBe("repo_full_name");
    expect(refusal.message).toMatch(/write access.*fork.*allow_read_only/s);
    const { items } = await ok<{ items: { full_name: string; can_push: boolean }[] }>(
      call("GET", `/api/repos?q=${repo_full_name}`),
    );
    expect(items).toMatchObject([{ full_name: repo_full_name, can_push: false }]);
  });

  it("is worked on when the user accepts that; the change is downloaded instead", async () => {
    const repo = await readOnly();
    const task = { allow_read_only: true, auto_pr: true };
    const trial = await runTrial({ repo, files: ["app.txt"], calls: FIRST, task });
    expect(await view(trial.taskId)).toMatchObject({ state: "reviewing", allow_read_only: true });
    const answer = await call("GET", `/api/tasks/${trial.taskId}/patch`);
    expect(answer.headers.get("content-disposition")).toContain(".patch");
    expect(await answer.text()).toContain("+ONE");
    const refused = await settled(trial.taskId, await apply(trial.taskId));
    expect(refused).toMatchObject({ state: "reviewing", error: { code: "no_push_permission" } });
    await command(trial.taskId, "cancel");
  });
});

describe.concurrent("a repository of another name", () => {
  it("in other letters is stored as GitHub writes it, and the same request finds its task", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { ...FIX, repo_full_name: FIX.repo_full_name.toUpperCase() };
    const { task_id } = await ok<{ task_id: string }>(call("POST", "/api/tasks", { body, headers }));
    expect((await view(task_id)).repo_full_name).toBe(FIX.repo_full_name);
    expect(await ok(call("POST", "/api/tasks", { body, headers }))).toMatchObject({ task_id });
    await command(task_id, "cancel");
  });

  it("that it had before is stored as it is now", async () => {
    const repo = await makeRepository({ commits: [{ files: REPO }] });
    await github.repos.update({ ...where(repo), name: `${where(repo).repo}-new` });
    const { task_id } = await createTask({ repo_full_name: repo });
    expect((await view(task_id)).repo_full_name).toBe(`${repo}-new`);
    await command(task_id, "cancel");
  });

  it("that it gets while a task waits is followed by publishing and by a new checkout", async () => {
    const trial = await reviewed();
    const now = `${trial.repo}-new`;
    await github.repos.update({ ...where(trial.repo), name: where(now).repo });
    const seen = await apply(trial.taskId);
    const done = await settled(trial.taskId, seen);
    expect(done).toMatchObject({ state: "complete", repo_full_name: now });
    expect(done.pr_url).toContain(`/${now}/pull/`);
    await follow(trial.taskId, cleanedUp, seen);
    await github.repos.update({ ...where(now), name: `${where(now).repo}er` });
    await command(trial.taskId, "messages", { text: "Also the second file" });
    await follow(
      trial.taskId,
      (event) => event.type === "state" && event.data.to === "reviewing",
      done.head_seq,
    );
    expect((await view(trial.taskId)).repo_full_name).toBe(`${now}er`);
    await command(trial.taskId, "cancel");
  });
});
