import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../../local/github/fixture.ts";
import { fillRepository } from "../../local/testing/trial-repo.ts";
import { withdrawBranch } from "./branch.ts";
import { type GitHubClient, githubClient } from "./client.ts";
import { type PublishInput, PublishStopped, publish } from "./publish.ts";

const TASK = "0b7a2c1e";
const NAMES = [`verne/${TASK}`, `verne-${TASK}`, `verne-${TASK}-2`, `verne-${TASK}-3`];
let fixture: GitHubFixture;
let client: GitHubClient;
let turn = 0;
let repo: string;
let where: { owner: string; repo: string };
let baseCommit: string;
let wantTree: string;

beforeAll(async () => {
  fixture = await startFixture();
  client = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.ada, retryBaseMs: 1 });
});
afterAll(() => fixture.stop());

beforeEach(async () => {
  turn += 1;
  where = { owner: "ada", repo: `turn-${turn}` };
  repo = `ada/turn-${turn}`;
  const commits = [{ files: { "a.txt": "1\n" } }];
  await fixture.github.addRepository(repo, (git, gitDir) => fillRepository(git, gitDir, { commits }));
  baseCommit = (await client.git.getRef({ ...where, ref: "heads/main" })).data.object.sha;
  const tree = [{ path: "a.txt", mode: "100644" as const, type: "blob" as const, content: "2\n" }];
  wantTree = (await client.git.createTree({ ...where, base_tree: baseCommit, tree })).data.sha;
});

const input = (more: Partial<PublishInput> = {}): PublishInput => ({
  client,
  repo,
  baseBranch: "main",
  baseCommit,
  stem: TASK,
  branch: null,
  leftBranches: [],
  changes: [{ path: "a.txt", mode: "100644", status: "M", bytes: new TextEncoder().encode("2\n") }],
  wantTree,
  message: "Change",
  pr: { title: "Change", body: "Body", draft: true },
  onWrite: () => undefined,
  isStopped: () => false,
  ...more,
});

const createRef = (name: string, sha = baseCommit) =>
  client.git.createRef({ ...where, ref: `refs/heads/${name}`, sha });
const branches = async () => (await client.repos.listBranches(where)).data.map(({ name }) => name).sort();
const code = (wanted: PublishInput): Promise<unknown> =>
  publish(wanted).then(
    ({ branch }) => `published on ${branch}`,
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );

/** One more commit on a branch, by whoever. */
async function commitOn(branch: string, message: string): Promise<string> {
  const parent = (await client.git.getRef({ ...where, ref: `heads/${branch}` })).data.object.sha;
  const made = await client.git.createCommit({ ...where, message, tree: wantTree, parents: [parent] });
  await client.git.updateRef({ ...where, ref: `heads/${branch}`, sha: made.data.sha });
  return made.data.sha;
}

describe("the branch's name", () => {
  it("is stored before GitHub shows anything of it", async () => {
    const seen: string[][] = [];
    const onWrite = (branch: string) => {
      seen.push([branch]);
      throw new Error("the task moved on");
    };
    await expect(publish(input({ onWrite }))).rejects.toThrow("the task moved on");
    expect(seen).toEqual([[NAMES[0]]]);
    expect(await branches()).toEqual(["main"]);
  });

  it.each(["verne", "Verne", "VERNE"])("is another one where a branch is called %s", async (name) => {
    await createRef(name);
    expect(await code(input())).toBe(`published on ${NAMES[1]}`);
  });

  it("is another one where somebody has a branch of that name, or one below it", async () => {
    await createRef(NAMES[0] ?? "");
    await createRef(`${NAMES[1]}/wip`);
    expect(await code(input())).toBe(`published on ${NAMES[2]}`);
    expect((await client.git.getRef({ ...where, ref: `heads/${NAMES[0]}` })).data.object.sha).toBe(
      baseCommit,
    );
  });

  it("is another one where the folder fills up between the look and the write", async () => {
    // At once and in the repository itself: `publish` waits for nothing here.
    const onWrite = (branch: string) => {
      const gitDir = fixture.github.gitDir(repo);
      if (branch === NAMES[0])
        execFileSync("git", ["--git-dir", gitDir, "update-ref", "refs/heads/verne", baseCommit]);
    };
    const wanted = input({ onWrite });
    expect(await code(wanted)).toBe(`published on ${NAMES[1]}`);
  });

  it("is never derived again: what was stored is used, also where it lies elsewhere", async () => {
    expect(await code(input({ branch: "agent/one" }))).toBe("published on agent/one");
    expect(await code(input({ branch: "agent/one" }))).toBe("published on agent/one");
  });

  it("is no name that the task gave up", async () => {
    expect(await code(input({ leftBranches: [NAMES[0] ?? ""] }))).toBe(`published on ${NAMES[1]}`);
  });

  it("keeps to the rules of the repository, and the refusal tells them", async () => {
    const rule = (include: string) =>
      client.repos.createRepoRuleset({
        ...where,
        name: include,
        target: "branch",
        enforcement: "active",
        conditions: { ref_name: { include: [include], exclude: [] } },
        rules: [{ type: "creation" }],
      });
    await rule("refs/heads/verne/**");
    expect(await code(input())).toBe(`published on ${NAMES[1]}`);
    await rule("~ALL");
    const refused = input({ leftBranches: [NAMES[1] ?? ""] });
    expect(await code(refused)).toBe("branch_refused");
    await expect(publish(refused)).rejects.toThrow("creations being restricted");
  });
});

describe("publishing is refused with its reason", () => {
  it("to who may only read, and in an archived repository, before anything is written", async () => {
    await client.repos.addCollaborator({ ...where, username: "grace", permission: "pull" });
    const grace = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.grace, retryBaseMs: 1 });
    expect(await code(input({ client: grace }))).toBe("no_push_permission");
    await client.repos.update({ ...where, archived: true });
    expect(await code(input())).toBe("no_push_permission");
    expect(await branches()).toEqual(["main"]);
  });

  it("where GitHub lets the user write, and not with this sign-in", async () => {
    fixture.github.faults.add({ path: `${repo}/git/trees`, method: "POST", status: 403, times: 1 });
    expect(await code(input())).toBe("no_push_permission");
    expect(await code(input())).toBe(`published on ${NAMES[0]}`);
  });

  it("where the base branch is gone, before or in between", async () => {
    await createRef("topic");
    const wanted = input({ baseBranch: "topic" });
    await client.git.deleteRef({ ...where, ref: "heads/topic" });
    expect(await code(wanted)).toBe("base_branch_gone");
    await createRef("topic");
    const path = `${repo}/pulls`;
    const id = fixture.github.holds.add({ path, method: "POST" });
    const published = code(wanted);
    await fixture.github.holds.arrived(id);
    await client.git.deleteRef({ ...where, ref: "heads/topic" });
    fixture.github.holds.release(id);
    expect(await published).toBe("base_branch_gone");
  });
});

it("a repository that was renamed is published to under its present name", async () => {
  await client.repos.update({ ...where, name: `turn-${turn}-new` });
  const published = await publish(input());
  expect(published.repo).toBe(`ada/turn-${turn}-new`);
  expect(published.url).toContain(`/ada/turn-${turn}-new/pull/`);
});

describe("a stop", () => {
  it("after the branch was written and before the pull request leaves a branch that can be taken back", async () => {
    await expect(publish(input({ isStopped: () => true }))).rejects.toThrow(PublishStopped);
    const [branch = ""] = NAMES;
    expect(await branches()).toEqual(["main", branch]);
    expect(await withdrawBranch(input(), branch, "main")).toEqual({ kind: "removed" });
    expect(await branches()).toEqual(["main"]);
    expect(await withdrawBranch(input(), branch, "main")).toEqual({ kind: "absent" });
  });

  it("of a follow-up whose commit the pull request shows comes too late", async () => {
    const first = await publish(input());
    const again = input({ branch: first.branch, isStopped: () => true });
    expect(await publish(again)).toMatchObject({ number: first.number });
    expect(await publish(again)).toEqual(first);
    expect(await branches()).toEqual(["main", first.branch]);
  });
});

describe("a branch that is taken back", () => {
  const written = async (): Promise<string> => {
    await publish(input({ isStopped: () => true })).catch(() => undefined);
    return NAMES[0] ?? "";
  };

  it("stays with its pull request, if that came to be", async () => {
    const { branch, number, commit } = await publish(input());
    const found = await withdrawBranch(input(), branch, "main");
    expect(found).toMatchObject({ kind: "published", commit, pull: { number } });
    expect(await branches()).toEqual(["main", branch]);
  });

  it("stays where somebody else has committed on it, on top or as a merge", async () => {
    const branch = await written();
    const ours = await commitOn(branch, `More\n\nVerne-Branch: ${branch}\n`);
    await commitOn(branch, "Mine");
    expect(await withdrawBranch(input(), branch, "main")).toMatchObject({ kind: "kept" });
    await client.git.updateRef({ ...where, ref: `heads/${branch}`, sha: ours, force: true });
    expect(await withdrawBranch(input(), branch, "main")).toEqual({ kind: "removed" });
  });

  it("stays where GitHub does not let it go, and the reason is told", async () => {
    const branch = await written();
    fixture.github.faults.add({
      path: `${repo}/git/refs`,
      method: "DELETE",
      status: 422,
      times: 1,
      message: "Cannot delete this protected ref",
    });
    expect(await withdrawBranch(input(), branch, "main")).toMatchObject({
      kind: "kept",
      why: expect.stringContaining("protected"),
    });
  });
});
