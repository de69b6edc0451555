import { beforeAll, describe, expect, it } from "vitest";
import { PullState } from "../protocol/index.ts";
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

describe("the main job", () => {
  it("goes from prompt to pull request", async () => {
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
  });
});
