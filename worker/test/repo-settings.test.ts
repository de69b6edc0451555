/** A user's settings for a repository, and their effect on a task. */
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_REPO_SETTINGS, RepoSettings } from "../protocol/index.ts";
import { edit, makeRepository, planTrial, publish, read, runTrial, variant } from "./trial.ts";
import { approve, call, connectGitHub, errorOf, ok, until, untilEnd, users, view } from "./verne.ts";

beforeAll(connectGitHub);

const pathOf = (repo: string) => `/api/repo-settings?repo=${encodeURIComponent(repo)}`;
const get = async (repo: string, token?: string) =>
  RepoSettings.parse(await ok(call("GET", pathOf(repo), token ? { token } : {})));
const put = (repo: string, body: unknown, token?: string | null) =>
  call("PUT", pathOf(repo), { body, ...(token === undefined ? {} : { token }) });

const COUNTS = { ...DEFAULT_REPO_SETTINGS, exit_status_counts: true };

describe("settings of a repository", () => {
  it("are the strict ones until somebody decides, and change as a whole, whatever the case of the name", async () => {
    const repo = "ada/Settings";
    expect(await get(repo)).toEqual({ repo_full_name: repo, ...DEFAULT_REPO_SETTINGS, updated_at: null });
    const decided = RepoSettings.parse(await ok(put(repo, { ...COUNTS, unconfined_commands: true })));
    expect(decided).toMatchObject({ ...COUNTS, repo_full_name: repo, unconfined_commands: true });
    expect(await get("ADA/settings")).toEqual({ ...decided, repo_full_name: "ADA/settings" });
    expect(await ok(put(repo, DEFAULT_REPO_SETTINGS))).toMatchObject({ exit_status_counts: false });
    expect((await get(repo)).updated_at).not.toBeNull();
  });

  it("are each user's own", async () => {
    const repo = "ada/own";
    const { accessToken } = users().grace;
    await ok(put(repo, COUNTS));
    expect(await get(repo, accessToken)).toMatchObject({ exit_status_counts: false, updated_at: null });
    await ok(put(repo, DEFAULT_REPO_SETTINGS, accessToken));
    expect(await get(repo)).toMatchObject({ exit_status_counts: true });
    expect((await call("GET", pathOf(repo), { token: null })).status).toBe(401);
    expect((await put(repo, COUNTS, null)).status).toBe(401);
  });

  it.each([
    ["nothing", {}, "exit_status_counts"],
    ["a text for a choice", { ...COUNTS, exit_status_counts: "yes" }, "exit_status_counts"],
    ["a part", { exit_status_counts: true }, "unconfined_commands"],
    ["an empty command", { ...COUNTS, scan_command: " " }, "scan_command"],
    ["null", { ...COUNTS, exit_status_counts: null }, "exit_status_counts"],
    ["a name nobody knows", { ...COUNTS, user_id: "x" }, "user_id"],
  ])("refuse %s and name it, and stay as they were", async (_what, body, named) => {
    const repo = "ada/strict";
    await ok(put(repo, COUNTS));
    const error = await errorOf(put(repo, body));
    expect(error).toMatchObject({ status: 400, code: "invalid_request" });
    expect(error.message).toContain(named);
    expect(await get(repo)).toMatchObject({ exit_status_counts: true });
  });

  it.each(["", "ada", "ada/..", "a/b/c"])("refuse what is no repository: %j", async (repo) => {
    expect(await errorOf(put(repo, COUNTS))).toMatchObject({
      status: 400,
      details: [{ path: "repo" }],
    });
    expect((await call("GET", pathOf(repo))).status).toBe(400);
  });
});

describe("the scanner of a repository", () => {
  it("looks at the change and not at what was there, and stands against publishing by name", async () => {
    const scan = `
      const { readFileSync } = require("node:fs");
      const results = readFileSync("one.js", "utf8").split("\\n").flatMap((line, index) =>
        line.includes("eval(") ? [{ ruleId: "no-eval", level: "error", message: { text: "Uses eval" },
          locations: [{ physicalLocation: { artifactLocation: { uri: "one.js" }, region: { startLine: index + 1 } } }] }] : []);
      console.log(JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "own" } }, results }] }));
      process.exitCode = results.length > 0 ? 1 : 0;`;
    const files = {
      "one.js": "exports.old = eval('1');\n",
      "scan.cjs": scan,
      "one.test.js": "require('node:test').test('one', () => { require('./one.js'); });\n",
      "package.json": JSON.stringify({ name: "scanned", scripts: { test: "node --test" } }),
    };
    const repo = await makeRepository({ commits: [{ files }] });
    await ok(put(repo, { ...DEFAULT_REPO_SETTINGS, scan_command: "node scan.cjs" }));
    const trial = await runTrial({
      repo,
      files: ["one.js"],
      calls: [read("one.js"), edit("one.js", "exports.old", "exports.fresh = eval('2');\nexports.old")],
      task: { auto_pr: true },
    });
    expect((await view(trial.taskId)).objections).toMatchObject([
      {
        kind: "scanner",
        serious: true,
        findings: [{ path: "one.js", what: "no-eval: Uses eval", rule: "no-eval", severity: "high" }],
        count: 1,
      },
    ]);
    const { view: published } = await publish(trial);
    expect(published).toMatchObject({ state: "complete", pr_url: expect.stringContaining("/pull/") });
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
    await ok(put(repo, COUNTS));
    const taskId = await autoPr(repo);
    await untilEnd(taskId);
    expect(await view(taskId)).toMatchObject({
      state: "complete",
      pr_url: expect.stringContaining("/pull/"),
      tests: { verdict: "exit_status" },
      objections: [],
    });
  });

  variant("waits where another user allows it", async () => {
    const repo = await makeRepository({ commits: [{ files }] });
    await ok(put(repo, COUNTS, users().grace.accessToken));
    const taskId = await autoPr(repo);
    await until(taskId, "reviewing");
    const { objections } = await view(taskId);
    expect(objections.map(({ kind }) => kind)).toEqual(["exit_status_only"]);
  });
});
