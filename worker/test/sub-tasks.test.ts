import { runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import type { KnowledgeList, TaskDiff, TaskEvent } from "../protocol/index.ts";
import {
  approve,
  call,
  command,
  connectGitHub,
  createTask,
  FIX,
  fireDeadline,
  follow,
  ok,
  stubOf,
  until,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);

const steps = (events: TaskEvent[]) =>
  events.flatMap((event) => (event.type === "plan_step" ? [`${event.data.id} ${event.data.status}`] : []));
const edits = (events: TaskEvent[]) =>
  events.flatMap((event) => (event.type === "edit" ? [[event.data.path, event.data.plan_step]] : []));

/** Kills the object in the middle of a step; its alarm wakes it again. */
async function crash(id: string): Promise<void> {
  const dies = runInDurableObject(stubOf(id), (_object, state) => state.abort("crash"));
  await expect(dies).rejects.toThrow("crash");
  await fireDeadline(id, "steps", "UPDATE step SET lease_until = 0 WHERE status = 'running'");
}

it("carries out dependent steps in order, asks, goes on with the answer, and repeats nothing", async () => {
  const { task_id } = await createTask({ model: "verne-demo-steps" });
  await until(task_id, "awaiting_approval");
  expect((await view(task_id)).plan_document?.steps.map(({ id }) => id)).toEqual(["first", "second"]);
  await approve(task_id);
  await follow(
    task_id,
    (event) => event.type === "plan_step" && event.data.id === "first" && event.data.status === "done",
  );
  await crash(task_id);
  const asked = await until(task_id, "reviewing");
  expect(steps(asked)).toEqual(["first started", "first done", "second started"]);
  expect(edits(asked)).toEqual([["FIRST.md", "first"]]);
  expect(asked.find((event) => event.type === "question")?.data).toEqual({
    questions: ["What shall the second file say?"],
  });

  await command(task_id, "messages", { text: "It shall say hello." });
  const rest = await until(task_id, "reviewing", asked.at(-1)?.seq);
  expect(steps(rest)).toEqual(["second started", "second done"]);
  expect(edits(rest)).toEqual([["SECOND.md", "second"]]);
  const { files, patch } = await ok<TaskDiff>(call("GET", `/api/tasks/${task_id}/diff`));
  expect(files.map(({ path }) => path).sort()).toEqual(["FIRST.md", "SECOND.md"]);
  expect(patch).toContain("+It shall say hello.");
  await command(task_id, "cancel");

  const repo = encodeURIComponent(FIX.repo_full_name);
  const { items } = await ok<KnowledgeList>(call("GET", `/api/knowledge?repo=${repo}`));
  expect(items).toContainEqual(
    expect.objectContaining({ kind: "convention", text: "Files come in order.", source_task: task_id }),
  );
  // Learned only by the first task that ran this repository's tests.
  expect(items.filter(({ text }) => text.startsWith("The tests run with: "))).toHaveLength(1);
});

it("stops at its limits with the reason stored and the diff kept", async () => {
  const budget = { max_cost_usd: null, max_tokens: null, max_minutes: null, max_model_calls: 3 };
  const { task_id } = await createTask({ model: "verne-demo-steps", budget });
  await until(task_id, "awaiting_approval");
  await approve(task_id);
  await until(task_id, "reviewing");
  expect(await view(task_id)).toMatchObject({
    state: "reviewing",
    allowed: ["message", "apply", "undo", "cancel", "retry"],
    error: {
      code: "budget_exhausted",
      message: "Stopped by the task's budget: the limit of model calls is reached. The diff so far is kept",
    },
    diff_stat: { files: 1 },
    usage: { cost_usd: 0 },
  });
});
