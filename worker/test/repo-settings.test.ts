/** What a user decides for one repository, and what a task makes of it. */
import { beforeAll, describe, expect, it } from "vitest";
import { RepoSettings } from "../protocol/index.ts";
import { edit, makeRepository, planTrial, read } from "./trial.ts";
import { approve, call, connectGitHub, errorOf, ok, until, untilEnd, users, view } from "./verne.ts";

beforeAll(connectGitHub);

const pathOf = (repo: string) => `/api/repo-settings?repo=${encodeURIComponent(repo)}`;
const get = async (repo: string, token?: string) =>
  RepoSettings.parse(await ok(call("GET", pathOf(repo), token ? { token } : {})));
const put = (repo: string, body: unknown, token?: string | null) =>
  call("PUT", pathOf(repo), { body, ...(token === undefined ? {} : { token }) });

describe("settings of a repository", () => {
  it("are the strict ones until somebody decides, and change as a whole, whatever the case of the name", async () => {
    const repo = "ada/Settings";
    expect(await get(repo)).toEqual({ repo_full_name: repo, exit_status_counts: false, updated_at: null });
    const decided = RepoSettings.parse(await ok(put(repo, { exit_status_counts: true })));
    expect(decided).toMatchObject({ repo_full_name: repo, exit_status_counts: true });
    expect(await get("ADA/settings")).toEqual({ ...decided, repo_full_name: "ADA/settings" });
    expect(await ok(put(repo, { exit_status_counts: false }))).toMatchObject({ exit_status_counts: false });
    expect((await get(repo)).updated_at).not.toBeNull();
  });

  it("are each user's own", async () => {
    const repo = "ada/own";
    const { accessToken } = users().grace;
    await ok(put(repo, { exit_status_counts: true }));
    expect(await get(repo, accessToken)).toMatchObject({ exit_status_counts: false, updated_at: null });
    await ok(put(repo, { exit_status_counts: false }, accessToken));
    expect(await get(repo)).toMatchObject({ exit_status_counts: true });
    expect((await call("GET", pathOf(repo), { token: null })).status).toBe(401);
    expect((await put(repo, { exit_status_counts: true }, null)).status).toBe(401);
  });

  it.each([
    ["nothing", {}, "exit_status_counts"],
    ["a text for a choice", { exit_status_counts: "yes" }, "exit_status_counts"],
    ["null", { exit_status_counts: null }, "exit_status_counts"],
    ["a name nobody knows", { exit_status_counts: true, user_id: "x" }, "user_id"],
  ])("refuse %s and name it, and stay as they were", async (_what, body, named) => {
    const repo = "ada/strict";
    await ok(put(repo, { exit_status_counts: true }));
    const error = await errorOf(put(repo, body));
    expect(error).toMatchObject({ status: 400, code: "invalid_request" });
    expect(error.message).toContain(named);
    expect(await get(repo)).toMatchObject({ exit_status_counts: true });
  });

  it.each(["", "ada", "ada/..", "a/b/c"])("refuse what is no repository: %j", async (repo) => {
    expect(await errorOf(put(repo, { exit_status_counts: true }))).toMatchObject({
      status: 400,
      details: [{ path: "repo" }],
    });
    expect((await call("GET", pathOf(repo))).status).toBe(400);
  });
});

describe("a test command that names no test", () => {
  const files = { "one.js": "exports.one = () => 1;\n", Makefile: "test:\n\t@node one.js && echo fine\n" };
  const autoPr = async (repo: string) => {
    const { taskId } = await planTrial({
      repo,
      files: ["one.js"],
      calls: [read("one.js"), edit("one.js", "exports.one", "// One.\nexports.one")],
      task: { auto_pr: true },
    });
    await approve(taskId);
    return taskId;
  };

  it("publishes by itself where its user allows that for the repository, and says what it rests on", async () => {
    const repo = await makeRepository({ commits: [{ files }] });
    await ok(put(repo, { exit_status_counts: true }));
    const taskId = await autoPr(repo);
    await untilEnd(taskId);
    expect(await view(taskId)).toMatchObject({
      state: "complete",
      pr_url: expect.stringContaining("/pull/"),
      tests: { verdict: "exit_status" },
      objections: [],
    });
  });

  it("waits where another user allows it", async () => {
    const repo = await makeRepository({ commits: [{ files }] });
    await ok(put(repo, { exit_status_counts: true }, users().grace.accessToken));
    const taskId = await autoPr(repo);
    await until(taskId, "reviewing");
    const { objections } = await view(taskId);
    expect(objections.map(({ kind }) => kind)).toEqual(["exit_status_only"]);
  });
});
