/** What publishing refuses, word for word, and what it has asked GitHub by then. */
import { beforeEach, describe, expect, it } from "vitest";
import { GitHubFailure } from "./failure.ts";
import { type PublishInput, publish, withTrailer } from "./publish.ts";
import {
  BRANCH,
  file,
  inputFor,
  invalid,
  MemoryGitHub,
  notFound,
  OWN,
  refusalOf,
  unavailable,
} from "./publish-fixture.ts";

let github: MemoryGitHub;
beforeEach(() => {
  github = new MemoryGitHub();
});
const input = (more: Partial<PublishInput> = {}) => inputFor(github, more);

const refusal = (more: Partial<PublishInput> = {}) => refusalOf(input(more));

describe("publishing refuses, in words that help,", () => {
  const seen = () => github.names();

  it("an unsafe change, and a sensitive one that nobody has seen, before it asks GitHub", async () => {
    expect(await refusal({ changes: [file("../x")] })).toEqual(["unsafe_change", expect.anything()]);
    const names = ["1", "2", "3", "4", "5"].map((name) => `.github/workflows/${name}.yml`);
    const sensitive = [...names, "CODEOWNERS"].map(file);
    expect(await refusal({ changes: [file("a.txt"), ...sensitive] })).toEqual([
      "sensitive_path",
      `These files are only published after a person has seen the diff: ${names.join(", ")}`,
    ]);
    expect(await refusal({ changes: sensitive, allowSensitive: false })).toEqual([
      "sensitive_path",
      expect.anything(),
    ]);
    expect(seen()).toEqual([]);
    const wantTree = ["tree", ...sensitive.map(({ path }) => path)].join("+");
    expect(await refusal({ changes: sensitive, allowSensitive: true, wantTree })).toMatchObject({
      number: 1,
    });
  });

  it("who may only read, and an archived repository", async () => {
    github.push = false;
    const hint = "Download the change as a patch, or apply it again once you may";
    const read =
      "You may read samples/invoice, but not push to it. Ask its owner for write access, or fork it and work on your fork.";
    expect(await refusal()).toEqual(["no_push_permission", `${read} ${hint}`]);
    github.archived = true;
    expect(await refusal()).toEqual(["no_push_permission", expect.stringContaining("is archived")]);
    expect(seen()).toEqual(["get", "get"]);
  });

  const gone = [
    "base_branch_gone",
    "The branch main is gone from samples/invoice, so that no pull request can go into it. Download the change as a patch, or bring the branch back and apply again",
  ];

  it("a base branch that is gone, at the start or by the time of the pull request", async () => {
    github.refs.delete("main");
    expect(await refusal()).toEqual(gone);
    expect(seen()).toEqual(["get", "getBranch", "get", "listCommits"]);
    github = new MemoryGitHub();
    github.fail("create", invalid("GitHub refused: Validation Failed; base: invalid"));
    expect(await refusal()).toEqual(gone);
  });

  it("no base branch that only could not be read", async () => {
    const error = unavailable();
    github.fail("getBranch", error);
    expect(await publish(input()).catch((thrown: unknown) => thrown)).toBe(error);
    const foreign = new Error("broken");
    github.fail("getBranch", foreign);
    expect(await refusal()).toBe(foreign);
    github.fail("getBranch", Object.assign(new Error("broken"), { subject: "branch" }));
    expect(await refusal()).toMatchObject({ message: "broken" });
    github.fail("getBranch", notFound());
    github.plan("get", () => undefined);
    github.fail("get", notFound());
    expect(await refusal()).toEqual(["not_found", "Repository samples/invoice was not found"]);
  });

  it.each([
    ["closed", null],
    ["merged", "2026-01-01"],
  ])("a task whose pull request was %s", async (word, merged_at) => {
    github.put(BRANCH, OWN);
    github.pulls.push({ number: 4, ref: BRANCH, state: "closed", merged_at });
    expect(await refusal({ branch: BRANCH })).toEqual([
      `pull_request_${word}`,
      `Pull request #4 of this task was ${word}. Applying again opens another one with the whole change, on a new branch`,
    ]);
    expect(github.logged("list")).toEqual(
      ["open", "closed"].map((state) => ({ head: `samples:${BRANCH}`, base: "main", state, per_page: 10 })),
    );
    expect(seen().slice(2)).toEqual(["list", "list"]);
  });

  it("a commit that is gone, no change, and another tree than was seen", async () => {
    expect(await refusal({ baseCommit: "old" })).toEqual([
      "validation",
      "Commit old is gone from samples/invoice",
    ]);
    expect(await publish(input({ baseCommit: "old" })).catch((error: unknown) => error)).toMatchObject({
      status: 422,
    });
    for (const error of [unavailable(), new Error("broken")]) {
      github.fail("getCommit", error);
      expect(await publish(input()).catch((thrown: unknown) => thrown)).toBe(error);
    }
    expect(seen()).not.toContain("createTree");
    expect(await refusal({ wantTree: "other" })).toEqual([
      "tree_mismatch",
      "GitHub made tree tree+a.txt of the change, and what was seen is other; nothing was published",
    ]);
    github.createdTree = "tree";
    expect(await refusal({ wantTree: "tree" })).toEqual(["no_changes", "There is no change to publish"]);
    expect(seen()).not.toContain("createCommit");
  });

  it.each([
    ["GitHub refused: Protected branch update failed", "branch_refused"],
    ["GitHub refused: Repository rule violations found", "branch_refused"],
    ["GitHub refused: no commits between", "validation"],
    ["GitHub refused: database: invalid", "validation"],
    ["GitHub refused: base: invalidated", "validation"],
  ])("%s as %s", async (message, code) => {
    github.put(BRANCH, OWN);
    github.fail("updateRef", invalid(message));
    expect(await refusal({ branch: BRANCH })).toEqual([code, message]);
  });

  it("what the sign-in may not write, naming workflows where it is about them", async () => {
    const workflow = { changes: [file("a.txt"), file(".github/workflows/ci.yml")], allowSensitive: true };
    for (const error of [notFound(), new GitHubFailure("forbidden", 403, "GitHub refused: no")]) {
      github.fail("createTree", error);
      expect(await refusal()).toEqual([
        "no_push_permission",
        `GitHub does not let your sign-in write to samples/invoice (${error.message}). Its organisation may have to approve Verne. Download the change as a patch, or apply it again once it may`,
      ]);
      github.fail("createTree", error);
      expect(await refusal(workflow)).toEqual([
        "workflow_permission",
        "The change touches GitHub workflows, and the sign-in may not write those. Sign in again with that permission, or download the change as a patch",
      ]);
    }
  });

  it("nothing for failures of another kind, whatever they say", async () => {
    const words = "base: invalid, protected";
    const errors = [
      new GitHubFailure("unavailable", 502, words),
      new GitHubFailure("unauthorized", 401, words),
      Object.assign(new Error(words), { kind: "validation" }),
    ];
    for (const error of errors) {
      github.fail("createTree", error);
      expect(await publish(input()).catch((thrown: unknown) => thrown)).toBe(error);
    }
    github.fail("createTree", new GitHubFailure("forbidden", 403, words));
    expect(await refusal()).toEqual(["no_push_permission", expect.stringContaining(words)]);
  });
});

describe("the trailer of a commit message", () => {
  it.each([
    ["Subject", "Subject\n\nK: v\n"],
    ["Subject \n\n", "Subject\n\nK: v\n"],
    ["Fix: subject", "Fix: subject\n\nK: v\n"],
    ["Fix: subject\nA: b", "Fix: subject\nA: b\n\nK: v\n"],
    ["Subject\n\nA-b: c", "Subject\n\nA-b: c\nK: v\n"],
    ["Subject\n\nA: b\nC: d", "Subject\n\nA: b\nC: d\nK: v\n"],
    ["Subject\n\nA: b\nwords", "Subject\n\nA: b\nwords\n\nK: v\n"],
    ["Subject\n\nA: b\n\nwords", "Subject\n\nA: b\n\nwords\n\nK: v\n"],
    ["Subject\n\nwords\n\nA: b", "Subject\n\nwords\n\nA: b\nK: v\n"],
    ["Subject\n\n- A: b", "Subject\n\n- A: b\n\nK: v\n"],
    ["Subject\n\n-A: b", "Subject\n\n-A: b\n\nK: v\n"],
    ["Subject\n\nA:  b", "Subject\n\nA:  b\n\nK: v\n"],
    ["Subject\n\nA b: c", "Subject\n\nA b: c\n\nK: v\n"],
    ["", "\n\nK: v\n"],
  ])("after %j", (message, result) => {
    expect(withTrailer(message, "K: v")).toBe(result);
  });
});
