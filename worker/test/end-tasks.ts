/** After each file: cancels what it left behind, so that no file meets the limit of tasks that have not ended. */
import { afterAll } from "vitest";
import type { TaskPage } from "../protocol/index.ts";
import { call, ok, users } from "./verne.ts";

afterAll(async () => {
  for (const { accessToken: token } of Object.values(users())) {
    const { items } = await ok<TaskPage>(call("GET", "/api/tasks?limit=100", { token }));
    const open = items.filter(({ status }) => status === "queued" || status === "running");
    for (const { task_id } of open) {
      const headers = { "idempotency-key": crypto.randomUUID() };
      // One that the list still calls running may have ended: then it refuses, and that is as good.
      await call("POST", `/api/tasks/${task_id}/cancel`, { token, headers });
    }
  }
});
