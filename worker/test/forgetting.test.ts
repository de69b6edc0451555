/** A task expires from its object once Postgres has everything: nothing may be lost, and nothing may start again. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { userClient } from "../store/client.ts";
import { insertTask } from "../store/tasks.ts";
import type { TaskObject } from "../task/task-object.ts";
import {
  BY,
  call,
  command,
  connectGitHub,
  createTask,
  FIX,
  fireDeadline,
  follow,
  ok,
  stubOf,
  users,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);
afterEach(() => vi.restoreAllMocks());

/** Makes the expiry mirror the task once more. */
const UNMIRRORED = [
  "DELETE FROM document WHERE key = 'mirror'",
  "DELETE FROM deadline WHERE kind = 'mirror'",
];

/** Runs `act` when the next request to Supabase that `match` accepts was answered, before the answer is read. */
function afterAnswer(
  match: (url: URL, body: string) => boolean,
  act: (answer: Response) => Response | Promise<Response>,
): void {
  const send = globalThis.fetch;
  let acted = false;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const answer = await send(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (acted || !match(url, String(init?.body ?? ""))) return answer;
    acted = true;
    return act(answer);
  });
}

const mirrors = (id: string) => (url: URL, body: string) =>
  url.pathname.endsWith("/rpc/mirror_task") && body.includes(id);

/** The object of an ended task, once all of it is mirrored. */
async function objectOf(id: string): Promise<TaskObject> {
  const mirroring = () =>
    runInDurableObject(
      stubOf(id),
      (_object, { storage }) =>
        storage.sql.exec("SELECT 1 FROM deadline WHERE kind LIKE '%mirror'").toArray().length,
    );
  await expect.poll(mirroring).toBe(0);
  let found: TaskObject | null = null;
  await runInDurableObject(stubOf(id), (object) => {
    found = object;
  });
  if (!found) throw new Error("no object");
  return found;
}

async function cancelled(): Promise<string> {
  const { task_id } = await createTask();
  await command(task_id, "cancel");
  await follow(task_id, (event) => event.type === "step_finished" && event.data.step === "cleanup");
  return task_id;
}

describe("a task that is forgotten", () => {
  it("keeps a change that came while its last state was being stored", async () => {
    const id = await cancelled();
    const object = await objectOf(id);
    afterAnswer(mirrors(id), async (answer) => {
      expect(await object.rename("Said at the last moment")).toBe(true);
      return answer;
    });
    await expect(fireDeadline(id, "expire", ...UNMIRRORED)).rejects.toThrow("expired");
    expect(await view(id)).toMatchObject({ title: "Said at the last moment", state: "cancelled" });
  });

  it("is kept when it was taken up again meanwhile", async () => {
    const id = await cancelled();
    const object = await objectOf(id);
    afterAnswer(mirrors(id), async (answer) => {
      const body = { text: "Go on after all" };
      expect(await object.command(crypto.randomUUID(), { name: "message", body }, BY)).toMatchObject({
        ok: true,
      });
      return answer;
    });
    await fireDeadline(id, "expire", ...UNMIRRORED);
    expect((await view(id)).allowed).toContain("cancel");
    await command(id, "cancel");
  });

  it("is not started again by a request that read its row before it ended", async () => {
    const id = await cancelled();
    afterAnswer(
      (url) => url.pathname.endsWith("/rest/v1/tasks") && url.search.includes(id),
      async (answer) => {
        const rows = await answer.json<object[]>();
        await expect(fireDeadline(id, "expire")).rejects.toThrow("expired");
        return Response.json(rows.map((row) => ({ ...row, state: "queued", status: "queued" })));
      },
    );
    await ok(call("GET", `/api/tasks/${id}`));
    expect(await stubOf(id).view()).toBeNull();
    expect((await view(id)).state).toBe("cancelled");
  });
});

describe("a task whose creation was cut off", () => {
  it("takes a new name without being started, and has it when it starts", async () => {
    const id = crypto.randomUUID();
    const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey } = inject("variables");
    const { accessToken, userId } = users().ada;
    const config = { url: url ?? "", publishableKey: publishableKey ?? "", secretKey: "" };
    const flags = { auto_pr: false, review_plan: true };
    await insertTask(userClient(config, accessToken), {
      ...{ id, user_id: userId, title: "Half made", ...FIX, ...flags },
    });
    const body = { title: "Named early" };
    expect(await ok(call("PATCH", `/api/tasks/${id}`, { body }))).toMatchObject(body);
    expect(await stubOf(id).view()).toBeNull();
    expect(await view(id)).toMatchObject({ ...body, state: "queued", allowed: ["message", "cancel"] });
    await command(id, "cancel");
  });
});
