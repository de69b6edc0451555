/** Each call that publishing makes, in its order, against a GitHub in memory; publish.test.ts has a real git behind it. */
import { beforeEach, describe, expect, it } from "vitest";
import { type PublishInput, PublishStopped, publish } from "./publish.ts";
import {
  BRANCH,
  type Commit,
  inputFor,
  invalid,
  MemoryGitHub,
  OWN,
  refusalOf,
  unavailable,
} from "./publish-fixture.ts";

const CREATE = {
  title: "Title",
  body: "Body",
  head: BRANCH,
  base: "main",
  draft: true,
};

let github: MemoryGitHub;
beforeEach(() => {
  github = new MemoryGitHub();
});
const input = (more: Partial<PublishInput> = {}) => inputFor(github, more);

const refusal = (more: Partial<PublishInput> = {}) => refusalOf(input(more));

describe("the calls of publishing", () => {
  it("first write what nobody sees, then store the branch's name, then show it", async () => {
    expect(await publish(input())).toEqual({
      repo: "samples/invoice",
      url: "url/1",
      number: 1,
      branch: BRANCH,
      commit: "commit-1",
      draft: true,
    });
    const entry = { path: "a.txt", mode: "100644", type: "blob", content: "a\n" };
    const message = `Fix #\u200b1\n\nVerne-Branch: ${BRANCH}\n`;
    expect(github.log).toEqual([
      ["get", {}],
      ["getBranch", { branch: "main" }],
      ["getCommit", { commit_sha: "base" }],
      ["createTree", { base_tree: "tree", tree: [entry] }],
      ["getRef", { ref: "heads/verne" }],
      ["getRef", { ref: "heads/Verne" }],
      ["getRef", { ref: "heads/VERNE" }],
      ["listMatchingRefs", { ref: `heads/${BRANCH}` }],
      ["createCommit", { message, tree: "tree+a.txt", parents: ["base"] }],
      ["onWrite", BRANCH],
      ["createRef", { ref: `refs/heads/${BRANCH}`, sha: "commit-1" }],
      ["isStopped"],
      ["create", CREATE],
    ]);
  });

  it("go to the name that the repository has now, and say it", async () => {
    github.name = "samples/renamed";
    expect(await publish(input())).toMatchObject({ repo: "samples/renamed", number: 1 });
  });

  it("commit nothing where the branch has the wanted tree", async () => {
    const first = await publish(input());
    github.log.length = 0;
    const pr = { title: "Other", body: "New", draft: true };
    expect(await publish(input({ branch: BRANCH, pr }))).toEqual(first);
    expect(github.log).toEqual([
      ["get", {}],
      ["getBranch", { branch: "main" }],
      ["list", { head: `samples:${BRANCH}`, base: "main", state: "open", per_page: 10 }],
      ["getRef", { ref: `heads/${BRANCH}` }],
      ["getCommit", { commit_sha: first.commit }],
      ["onWrite", BRANCH],
      ["update", { pull_number: 1, body: "New" }],
    ]);
  });

  it("put a follow-up on the head there is, without force, also where nobody wants a first pull request any more", async () => {
    github.put(BRANCH, OWN, "head");
    github.pulls.push({ number: 7, ref: BRANCH, state: "open", merged_at: null });
    const published = await publish(input({ branch: BRANCH, isStopped: () => true }));
    expect(published).toMatchObject({ number: 7, branch: BRANCH, commit: "commit-2" });
    expect(github.log.slice(5)).toEqual([
      ["getCommit", { commit_sha: "base" }],
      ["createTree", expect.anything()],
      ["createCommit", expect.objectContaining({ tree: "tree+a.txt", parents: ["head"] })],
      ["onWrite", BRANCH],
      ["updateRef", { ref: `heads/${BRANCH}`, sha: "commit-2", force: false }],
      ["update", { pull_number: 7, body: "Body" }],
    ]);
  });

  it("open no pull request once nobody wants one", async () => {
    await expect(publish(input({ isStopped: () => true }))).rejects.toThrow(PublishStopped);
    expect(new PublishStopped().name).toBe("PublishStopped");
    expect(github.refs.get(BRANCH)).toBe("commit-1");
    expect(github.pulls).toEqual([]);
  });

  it("write nothing that GitHub shows when the branch's name cannot be stored", async () => {
    const onWrite = () => {
      throw new Error("full");
    };
    await expect(publish(input({ onWrite }))).rejects.toThrow("full");
    github.put(BRANCH, OWN);
    await expect(publish(input({ branch: BRANCH, onWrite }))).rejects.toThrow("full");
    github.put(BRANCH, { ...OWN, tree: "tree+a.txt" });
    await expect(publish(input({ branch: BRANCH, onWrite }))).rejects.toThrow("full");
    expect(github.names()).not.toContain("createRef");
    expect(github.names()).not.toContain("updateRef");
    expect(github.names()).not.toContain("create");
  });
});

describe("a branch that moves meanwhile", () => {
  beforeEach(() => {
    github.put(BRANCH, OWN, "head");
  });
  const own =
    (sha: string, tree = "old") =>
    () =>
      void github.put(BRANCH, { ...OWN, tree }, sha);

  it("is read again, and the tree is not built again", async () => {
    github.plan("updateRef", own("other"));
    github.plan("updateRef", own("third"));
    expect(await publish(input({ branch: BRANCH }))).toMatchObject({ branch: BRANCH });
    const parents = github.logged("createCommit").map((params) => (params as Commit).parents);
    expect(parents).toEqual([["head"], ["other"], ["third"]]);
    expect(github.logged("createTree")).toHaveLength(1);
  });

  it("is taken as it is where another delivery of the step was faster", async () => {
    github.plan("updateRef", own("theirs", "tree+a.txt"));
    expect(await publish(input({ branch: BRANCH }))).toMatchObject({ commit: "theirs", number: 1 });
    expect(github.logged("updateRef")).toHaveLength(1);
  });

  it("is given up after the third time", async () => {
    for (const sha of ["1", "2", "3"]) github.plan("updateRef", own(sha));
    const message = "GitHub refused: Update is not a fast forward";
    expect(await refusal({ branch: BRANCH })).toEqual(["validation", message]);
    expect(github.logged("updateRef")).toHaveLength(3);
  });

  it.each([
    ["validation", invalid("Something else")],
    ["an error that is none of GitHub's", new Error("is not a fast forward")],
  ])("is not read again after %s", async (_, error) => {
    github.fail("updateRef", error);
    await expect(publish(input({ branch: BRANCH }))).rejects.toBe(error);
    expect(github.logged("updateRef")).toHaveLength(1);
  });

  it("is not written where somebody else has committed", async () => {
    github.plan("updateRef", () => void github.put(BRANCH, { ...OWN, message: "Review" }, "review"));
    expect(await refusal({ branch: BRANCH })).toEqual(["branch_moved", expect.stringContaining(BRANCH)]);
    expect(github.refs.get(BRANCH)).toBe("review");
  });
});

describe("the branch's name", () => {
  const tried = () => github.logged("createRef").map((params) => (params as { ref: string }).ref.slice(11));

  it("is the stored one first, once, and then any that is free", async () => {
    const left = ["verne-task"];
    github.fail("createRef", invalid("no"), 2);
    const published = await publish(input({ branch: BRANCH, leftBranches: left }));
    expect(published.branch).toBe("verne-task-3");
    expect(tried()).toEqual([BRANCH, "verne-task-2", "verne-task-3"]);
    expect(github.logged("createCommit")).toEqual(
      tried().map((name) => expect.objectContaining({ message: expect.stringContaining(`: ${name}\n`) })),
    );
    expect(github.logged("onWrite")).toEqual(tried());
    expect(published.commit).toBe(github.refs.get("verne-task-3"));
  });

  it("is kept where an earlier request, whose answer was lost, has created the branch", async () => {
    github.plan("createRef", () => void github.put(BRANCH, { ...OWN, tree: "tree+a.txt" }, "earlier"));
    expect(await publish(input())).toMatchObject({ branch: BRANCH, commit: "earlier" });
    expect(tried()).toEqual([BRANCH]);
  });

  it.each([
    ["another tree of the task", OWN],
    ["somebody else's commit", { ...OWN, message: "Theirs", tree: "tree+a.txt" }],
  ])("is another one where %s is there by now", async (_, commit) => {
    github.plan("createRef", () => void github.put(BRANCH, commit));
    expect(await publish(input())).toMatchObject({ branch: "verne-task" });
    expect(github.refs.get(BRANCH)).toBe(`own-${BRANCH}`);
  });

  it("is not looked for further when GitHub fails", async () => {
    const error = unavailable();
    github.fail("createRef", error);
    await expect(publish(input())).rejects.toBe(error);
    github = new MemoryGitHub();
    github.plan("createRef", () => {
      github.fail("getRef", error);
      throw invalid("no");
    });
    await expect(publish(input())).rejects.toBe(error);
    const foreign = new Error("no");
    github = new MemoryGitHub();
    github.fail("createRef", foreign);
    await expect(publish(input())).rejects.toBe(foreign);
    expect(tried()).toEqual([BRANCH]);
  });

  it("is refused with GitHub's last words, or because all are taken", async () => {
    github.fail("createRef", invalid("first"), 3);
    github.fail("createRef", invalid(" not \n\n this "));
    const text = (why: string) =>
      `No branch could be created in samples/invoice: ${why}. Ask who looks after its rules to allow branches like verne/*, or download the change as a patch`;
    expect(await refusal()).toEqual(["branch_refused", text("not this")]);
    github = new MemoryGitHub();
    for (const name of [BRANCH, "verne-task", "verne-task-2", "verne-task-3"]) github.put(name, OWN, "own");
    expect(await refusal()).toEqual(["branch_refused", text("every name that Verne tried is taken")]);
  });
});
