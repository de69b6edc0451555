/**
 * At isolation level `none` commands run with the rights of the user who runs Verne: only after consent for the
 * repository, or for the samples.
 */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { commandsRefusal, needsAgreement } from "../../access/agreement.ts";
import { createApp } from "../../api/app.ts";
import { readConfig } from "../../env.ts";
import {
  type CreateTask,
  DEFAULT_REPO_SETTINGS,
  type ErrorBody,
  type Isolation,
} from "../../protocol/index.ts";
import { type Sandbox, SandboxFailure } from "../../sandbox/port.ts";
import { makeRepository } from "../trial.ts";
import { call, connectGitHub, FIX, initOf, ok, partsOf, stubOf, users } from "../verne.ts";

beforeAll(connectGitHub);

const { ada, grace } = users();
const decide = (repo: string, unconfined_commands: boolean, token = ada.accessToken) =>
  ok(
    call("PUT", `/api/repo-settings?repo=${encodeURIComponent(repo)}`, {
      body: { ...DEFAULT_REPO_SETTINGS, unconfined_commands },
      token,
    }),
  );

/** Asks a Worker whose runner cannot isolate commands; its tasks would be started by the real one. */
async function create(input: Partial<CreateTask>, SANDBOX_ISOLATION: Isolation = "none") {
  const request = new Request("https://verne.test/api/tasks", {
    method: "POST",
    headers: { authorization: `Bearer ${ada.accessToken}`, "content-type": "application/json" },
    // The plan waits for approval: nothing relevant is run.
    body: JSON.stringify({ ...FIX, ...input }),
  });
  const answer = await createApp().fetch(request, { ...env, SANDBOX_ISOLATION });
  const body = (await answer.json()) as Partial<ErrorBody> & { task_id?: string }; // either of them, by the contract
  return { status: answer.status, error: body.error, taskId: body.task_id };
}

/** A sandbox without isolation that records the started commands. */
const unconfined = (started: string[]): Sandbox => ({
  isolation: "none",
  network: "unrestricted",
  workerUrl: null,
  root: "/workspace",
  platform: "/platform",
  start: async (argv) => {
    started.push(argv.join(" "));
    throw new SandboxFailure("permanent", "REFUSED", "nothing starts here");
  },
  follow: async function* () {},
  kill: async () => {},
  read: async (path) => {
    throw new SandboxFailure("permanent", "FILE_NOT_FOUND", path);
  },
  write: async () => {},
  list: async () => [],
  destroy: async () => {},
});

describe("a task at the level none", () => {
  it("is refused for a repository that its user has agreed nothing for, with the way to agree", async () => {
    const repo = await makeRepository({ commits: [{ files: { "a.txt": "a" } }] });
    const refused = await create({ repo_full_name: repo });
    expect(refused).toMatchObject({
      status: 422,
      error: { code: "commands_not_agreed", details: [{ path: "repo_full_name" }] },
    });
    expect(refused.error?.message).toContain("unconfined_commands of /api/repo-settings");
    // Consent of another user, or for another repository, does not count.
    await decide(repo, true, grace.accessToken);
    await decide("trials/other", true);
    expect((await create({ repo_full_name: repo })).error?.code).toBe("commands_not_agreed");
    // Other isolation levels need no consent.
    await decide(repo, true);
    const { taskId } = await create({ repo_full_name: repo.toUpperCase() });
    expect(taskId).toBeDefined();
    await decide(repo, false);
    expect((await create({ repo_full_name: repo })).error?.code).toBe("commands_not_agreed");
    await ok(
      call("POST", `/api/tasks/${taskId}/cancel`, { headers: { "idempotency-key": crypto.randomUUID() } }),
    );
  });

  it("asks for nothing before the shipped samples, and at no other level", () => {
    const config = readConfig(env);
    expect(needsAgreement(config, "none", FIX.repo_full_name.toUpperCase())).toBe(false);
    expect(needsAgreement(config, "none", "samples/other")).toBe(true);
    expect(needsAgreement({ ...config, EMBEDDED: false }, "none", FIX.repo_full_name)).toBe(true);
    for (const level of ["container", "bubblewrap", "uid", null] as const)
      expect(needsAgreement(config, level, "ada/other")).toBe(false);
  });

  it("stops at its first step where nobody agreed, however it came to be", async () => {
    const taskId = crypto.randomUUID();
    const init = { ...initOf(taskId), userId: ada.userId, repo_full_name: `trials/${taskId}` };
    const started: string[] = [];
    await runInDurableObject(stubOf(taskId), (object) => {
      // The real sandbox differs when the tests run at a stronger level.
      partsOf(object).sandbox.get = async () => unconfined(started);
      object.create(init);
    });
    await expect
      .poll(() => runInDurableObject(stubOf(taskId), (object) => object.view()), { timeout: 60_000 })
      .toMatchObject({ state: "failed", error: { code: "commands_not_agreed", step: "clone" } });
    expect(started).toEqual([]);
  });

  it("goes on with what runs nothing in the checkout", async () => {
    const config = readConfig(env);
    const step = { isolation: "none" as const, userId: ada.userId, repo: "trials/nobody-agreed" };
    for (const kind of ["publish", "cleanup"] as const)
      expect(await commandsRefusal(config, { ...step, kind })).toBeNull();
    for (const kind of ["clone", "baseline", "analyze", "plan", "apply", "test"] as const)
      expect(await commandsRefusal(config, { ...step, kind })).toContain(step.repo);
    await decide(step.repo, true);
    expect(await commandsRefusal(config, { ...step, kind: "test" })).toBeNull();
  });
});
