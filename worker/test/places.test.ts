/** The limit of a user's active tasks: every way to start work counts, also for concurrent requests. */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, it } from "vitest";
import { storeConfig } from "../access/database.ts";
import { readConfig } from "../env.ts";
import type { TaskRef } from "../protocol/index.ts";
import { serviceClient, userClient } from "../store/client.ts";
import { insertTask } from "../store/tasks.ts";
import { call, connectGitHub, createTask, errorOf, FIX, until, untilEnd, users, view } from "./verne.ts";

const { MAX_OPEN_TASKS_PER_USER: PLACES } = readConfig(env);
const config = () => storeConfig(readConfig(env));
const service = () => serviceClient(config());

beforeAll(connectGitHub);

/** Rows of tasks without an object. They count until they are ended. */
const fillers: string[] = [];
const endFillers = async (ids = fillers) =>
  void (await service().from("tasks").update({ state: "cancelled" }).in("id", ids));
afterEach(() => endFillers());

async function leaveFree(user: "ada" | "grace", free: number): Promise<void> {
  const { accessToken, userId } = users()[user];
  const open = await service()
    .from("tasks")
    .select("id")
    .eq("user_id", userId)
    .in("status", ["queued", "running"]);
  const flags = { title: "Filler", auto_pr: false, review_plan: true };
  for (let left = PLACES - free - (open.data?.length ?? 0); left > 0; left--) {
    const id = crypto.randomUUID();
    fillers.push(id);
    await insertTask(userClient(config(), accessToken), { ...FIX, ...flags, id, user_id: userId });
  }
}

const post = (path: string, token: string, body?: unknown) =>
  call("POST", path, { body, token, headers: { "idempotency-key": crypto.randomUUID() } });

it("are never more than there are, however many tasks are created at the same moment", async () => {
  const token = users().grace.accessToken;
  await leaveFree("grace", 2);
  const answers = await Promise.all(Array.from({ length: 6 }, () => post("/api/tasks", token, FIX)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 429, 429, 429, 429]);
  for (const answer of answers.filter(({ status }) => status === 201)) {
    const { task_id } = (await answer.json()) as TaskRef; // what this route answers
    await post(`/api/tasks/${task_id}/cancel`, token);
  }
});

it("are asked for by whatever makes an ended task work again, and by nothing else", async () => {
  const token = users().ada.accessToken;
  const { task_id: id } = await createTask({ model: "verne-demo-401" });
  await until(id, "failed");
  const before = await view(id);
  const command = (name: string, body?: unknown) => post(`/api/tasks/${id}/${name}`, token, body);
  // It holds a separate place until it is mirrored.
  const row = () => service().from("tasks").select("status").eq("id", id).single();
  await expect.poll(async () => (await row()).data?.status).toBe("error");
  await leaveFree("ada", 0);
  const full = { status: 429, code: "rate_limited" };
  expect(await errorOf(command("retry"))).toMatchObject(full);
  expect(await errorOf(command("messages", { text: "Another way" }))).toMatchObject(full);
  // A command that is refused anyway gives its reason and takes no place.
  expect(await errorOf(command("cancel"))).toMatchObject({ status: 409, code: "invalid_state" });
  expect(await view(id)).toMatchObject({ state: "failed", head_seq: before.head_seq });

  await endFillers(fillers.slice(-1));
  const again = await Promise.all([1, 2, 3].map(() => command("retry")));
  expect(again.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  await untilEnd(id, before.head_seq);
});
