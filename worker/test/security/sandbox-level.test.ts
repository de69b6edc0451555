import { beforeAll, expect, inject, it } from "vitest";
import { networkAt, PublicConfig } from "../../protocol/index.ts";
import { call, connectGitHub, createTask, ok, until, view } from "../verne.ts";

beforeAll(connectGitHub);

it("tells the level of isolation and its network before anything is started, and of each task", async () => {
  const { sandbox } = PublicConfig.parse(await ok(call("GET", "/api/config", { token: null })));
  expect(sandbox.isolation).toBe(inject("variables").SANDBOX_ISOLATION);
  if (sandbox.isolation === null) throw new Error("the level is not told");
  expect(sandbox.network).toBe(networkAt(sandbox.isolation));
  const { task_id } = await createTask();
  await until(task_id, "awaiting_approval");
  expect((await view(task_id)).sandbox).toEqual({ state: "ready", ...sandbox });
});
