/**
 * After each file: cancels its tasks and waits until the database has the result, so that no file reaches the limit of
 * open tasks, or counts tasks of another one.
 */
import { afterAll, vi } from "vitest";
import type { TaskPage } from "../protocol/index.ts";
import { BROKEN_TASKS, call, ok, users } from "./verne.ts";

/** Some tests destroy a task's object, so that its row stays open. The wait for that happens once. */
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
      // A task listed as running may have ended: its refusal is fine.
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
