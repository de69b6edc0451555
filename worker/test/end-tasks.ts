/**
 * After each file: cancels what it left behind and waits until the database knows, so that no file meets the limit of
 * open tasks, or counts tasks that another one ended.
 */
import { afterAll, vi } from "vitest";
import type { TaskPage } from "../protocol/index.ts";
import { BROKEN_TASKS, call, ok, users } from "./verne.ts";

/** Some tests break a task's object for good; its row stays open. That is waited for once. */
const MIRRORED_WITHIN_MS = 10_000;

const openTasks = async (token: string): Promise<string[]> => {
  const { items } = await ok<TaskPage>(call("GET", "/api/tasks?limit=100", { token }));
  return items
    .filter(
      ({ task_id, status }) => !BROKEN_TASKS.has(task_id) && (status === "queued" || status === "running"),
    )
    .map(({ task_id }) => task_id);
};

afterAll(async () => {
  for (const { accessToken: token } of Object.values(users())) {
    const left = await openTasks(token);
    for (const id of left) {
      const headers = { "idempotency-key": crypto.randomUUID() };
      // One that the list still calls running may have ended: then it refuses, and that is as good.
      await call("POST", `/api/tasks/${id}/cancel`, { token, headers });
    }
    if (left.length === 0) continue;
    const allEnded = async () => {
      if ((await openTasks(token)).length > 0) throw new Error("not mirrored yet");
    };
    await vi.waitFor(allEnded, { timeout: MIRRORED_WITHIN_MS, interval: 100 }).catch(async () => {
      for (const id of await openTasks(token)) BROKEN_TASKS.add(id);
    });
  }
});
