/** Changes of a task in its owner's list: title and archive. */
import { beforeAll, describe, expect, it } from "vitest";
import type { TaskPage, TaskSummary } from "../protocol/index.ts";
import {
  call,
  command,
  connectGitHub,
  createTask,
  errorOf,
  fireDeadline,
  follow,
  ok,
  users,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);

const patch = (id: string, body: unknown, token?: string) =>
  call("PATCH", `/api/tasks/${id}`, { body, ...(token ? { token } : {}) });

const listed = async (query: string): Promise<string[]> => {
  const page = await ok<TaskPage>(call("GET", `/api/tasks?limit=100&${query}`));
  return page.items.map((item) => item.task_id);
};

describe("the archive", () => {
  it("takes a task out of the list and gives it back", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    expect(await listed("")).toContain(task_id);

    const archived = await ok<TaskSummary>(patch(task_id, { archived: true }));
    expect(archived).toMatchObject({ task_id, archived_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(await listed("")).not.toContain(task_id);
    expect(await listed("view=mine")).not.toContain(task_id);
    expect(await listed("view=archived")).toContain(task_id);
    expect(await view(task_id)).toMatchObject({ archived_at: expect.any(String), state: "cancelled" });

    // Repeating the request keeps the time of archiving.
    expect((await ok<TaskSummary>(patch(task_id, { archived: true }))).archived_at).toBe(
      archived.archived_at,
    );
    expect(await ok(patch(task_id, { archived: false }))).toMatchObject({ archived_at: null });
    expect(await listed("view=mine")).toContain(task_id);
    expect(await listed("view=archived")).not.toContain(task_id);
  });

  it("and every list can be narrowed to one repository", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    expect(await listed("repo=samples/shopping-cart")).toContain(task_id);
    expect(await listed("repo=samples/shopping")).not.toContain(task_id);
    expect(await listed("view=team")).not.toContain(task_id);
    expect(await errorOf(call("GET", "/api/tasks?repo=nonsense"))).toMatchObject({
      code: "invalid_request",
      details: [{ path: "repo", message: "must look like owner/name" }],
    });
  });

  it("names the owner of each task", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    const page = await ok<TaskPage>(call("GET", "/api/tasks"));
    expect(page.items.find((item) => item.task_id === task_id)).toMatchObject({
      access: "owner",
      visibility: "private",
      archived_at: null,
      owner: { user_id: users().ada.userId, login: "ada" },
    });
  });
});

describe("a title", () => {
  it("is answered with the task as it is, not as its row was last written", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    // Immediately: the row still has the state `queued`.
    expect(await ok(patch(task_id, { title: "Soon" }))).toMatchObject({ title: "Soon", state: "cancelled" });
  });

  it("is seen at once, mirrored, and kept after the object is gone", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    await follow(task_id, (event) => event.type === "step_finished" && event.data.step === "cleanup");
    expect(await ok(patch(task_id, { title: "  Discounts, once  " }))).toMatchObject({
      title: "Discounts, once",
      state: "cancelled",
    });
    expect((await view(task_id)).title).toBe("Discounts, once");
    expect(await listed("q=discounts,+once")).toContain(task_id);

    await expect(fireDeadline(task_id, "expire")).rejects.toThrow("expired");
    expect((await view(task_id)).title).toBe("Discounts, once");
    expect(await ok(patch(task_id, { title: "Later" }))).toMatchObject({ title: "Later" });
    expect((await view(task_id)).title).toBe("Later");
  });

  it.each([
    [{ title: " " }, "title: must not be empty"],
    [{ title: "x".repeat(201) }, "title: must be at most 200 characters"],
    [{ archived: "yes" }, "archived"],
  ])("refuses %j", async (body, message) => {
    expect(await errorOf(patch(crypto.randomUUID(), body))).toMatchObject({
      status: 400,
      message: expect.stringContaining(message),
    });
  });

  it("is its owner's matter: a foreign task is not there", async () => {
    const { task_id } = await createTask();
    const { accessToken } = users().grace;
    for (const body of [{ title: "Mine now" }, { archived: true }])
      expect(await errorOf(patch(task_id, body, accessToken))).toMatchObject({ status: 404 });
    expect(await errorOf(call("PATCH", `/api/tasks/${task_id}`, { body: {}, token: null }))).toMatchObject({
      status: 401,
    });
    expect(await view(task_id)).toMatchObject({
      archived_at: null,
      title: expect.not.stringContaining("Mine"),
    });
    await command(task_id, "cancel");
  });
});
