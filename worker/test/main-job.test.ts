import { beforeAll, describe, expect, it } from "vitest";
import { approve, call, command, connectGitHub, createTask, ok, until, view } from "./verne.ts";

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
    await command(task_id, "apply");
    await until(task_id, "complete");
    const done = await view(task_id);
    expect(done.pr_url).toMatch(/\/samples\/shopping-cart\/pull\/\d+$/);
    const diff = await ok<{ patch: string }>(call("GET", `/api/tasks/${task_id}/diff`));
    expect(diff.patch).toContain("src/discount.js");
  });
});
