import { beforeAll, describe, expect, it } from "vitest";
import { InstallationMetrics, PullState } from "../protocol/index.ts";
import { variant } from "./trial.ts";
import {
  approve,
  call,
  command,
  connectGitHub,
  createTask,
  errorOf,
  ok,
  until,
  users,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);

/** Of the whole installation. */
async function figures() {
  const metrics = InstallationMetrics.parse(await ok(call("GET", "/api/admin/metrics?hours=24")));
  const runs = (kind: string) => metrics.steps.find(({ step }) => step === kind)?.runs ?? 0;
  return {
    clones: runs("clone"),
    tests: runs("test"),
    calls: metrics.models.reduce((sum, { calls, p50_ms }) => sum + (p50_ms === null ? 0 : calls), 0),
    waited: metrics.queue.tasks,
    opened: metrics.pull_requests.opened,
    cancelled: metrics.tasks.find(({ state }) => state === "cancelled")?.tasks ?? 0,
  };
}

type Figures = Awaited<ReturnType<typeof figures>>;
const grown = (before: Figures, now: Figures) =>
  Object.fromEntries(
    Object.entries(now).map(([name, count]) => [name, count > before[name as keyof Figures]]),
  ); // its own keys

describe("the main job", () => {
  // first-specification.test.ts covers the short form, and e2e/ a browser.
  variant("goes from prompt to pull request", async () => {
    const before = await figures();
    const { task_id, status } = await createTask();
    expect(status).toBe("queued");
    await until(task_id, "awaiting_approval");
    await approve(task_id);
    await until(task_id, "reviewing");
    const reviewed = await view(task_id);
    expect(reviewed.tests?.verdict).toBe("pass");
    expect(reviewed.tests?.fixed).toHaveLength(1);
    const pull = `/api/tasks/${task_id}/pull`;
    expect(await errorOf(call("GET", pull))).toMatchObject({ status: 404, code: "not_found" });
    await command(task_id, "apply");
    await until(task_id, "complete");
    const done = await view(task_id);
    await expect
      .poll(async () => grown(before, await figures()))
      .toEqual({
        clones: true,
        tests: true,
        calls: true,
        waited: true,
        opened: true,
        cancelled: false,
      });
    expect(done.pr_url).toMatch(/\/samples\/shopping-cart\/pull\/\d+$/);
    expect(PullState.parse(await ok(call("GET", pull)))).toMatchObject({
      url: done.pr_url,
      state: "open",
      draft: true,
      checks: { state: "none" },
    });
    const { accessToken: stranger } = users().grace;
    expect(await errorOf(call("GET", pull, { token: stranger }))).toMatchObject({ status: 404 });
    const diff = await ok<{ patch: string }>(call("GET", `/api/tasks/${task_id}/diff`));
    expect(diff.patch).toContain("src/discount.js");

    expect(done.completed_at).toMatch(/Z$/);
    await command(task_id, "messages", { text: "Once more." });
    expect(await view(task_id)).toMatchObject({ status: "running", completed_at: null });
    await command(task_id, "cancel");
    // Its pull request exists.
    const again = await view(task_id);
    expect(again).toMatchObject({ status: "complete", error_message: null });
    expect(Date.parse(again.completed_at ?? "")).toBeGreaterThan(Date.parse(done.completed_at ?? ""));
  });

  it("that is cancelled has ended, and says why", async () => {
    const before = await figures();
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    expect(await view(task_id)).toMatchObject({
      status: "error",
      error: null,
      error_message: "The task was stopped",
      completed_at: expect.stringMatching(/Z$/),
    });
    // Once it has come to Postgres.
    await expect.poll(async () => (await figures()).cancelled).toBe(before.cancelled + 1);
  });
});
