/** Tasks shared by a link: who creates and reads one, what is redacted, and its revocation. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { storeConfig } from "../access/database.ts";
import { readConfig } from "../env.ts";
import {
  type Org,
  SharedDiff,
  SharedEvents,
  SharedTask,
  Sharing,
  type TaskEvent,
} from "../protocol/index.ts";
import { serviceClient, userClient } from "../store/client.ts";
import { replaceFilesDiff } from "../store/files-diff.ts";
import { appendTaskLogs } from "../store/task-logs.ts";
import { insertTask } from "../store/tasks.ts";
import { call, command, connectGitHub, createTask, errorOf, FIX, follow, ok, users, view } from "./verne.ts";

const SECRET = `ghp_${"aB3x".repeat(9)}`;
const MASK = "•".repeat(SECRET.length);
const config = () => storeConfig(readConfig(env));

beforeAll(connectGitHub);

const put = (id: string, body: unknown, token?: string | null) =>
  call("PUT", `/api/tasks/${id}/sharing`, { body, ...(token !== undefined && { token }) });
const share = async (id: string): Promise<Sharing> =>
  Sharing.parse(await ok(put(id, { visibility: "link" })));
const tokenOf = ({ url }: Sharing): string => /\/s\/([\w-]{64})$/.exec(url ?? "")?.[1] ?? "none";
/** Without a session. */
const read = (token: string, path = "") => call("GET", `/api/shares/${token}${path}`, { token: null });

/** A task that exists only in Postgres, with a secret in everything readable. */
async function storedTask(): Promise<string> {
  const { accessToken, userId } = users().ada;
  const id = crypto.randomUUID();
  const row = { ...FIX, id, user_id: userId, title: `Use ${SECRET}`, auto_pr: false, review_plan: true };
  await insertTask(userClient(config(), accessToken), { ...row, prompt: `My token is ${SECRET}.` });
  const service = serviceClient(config());
  const others = users().grace.userId;
  const log = (seq: number, text: string): TaskEvent => ({
    task_id: id,
    seq,
    actor:
      seq === 3
        ? { kind: "user", user_id: others, login: "grace" }
        : { kind: "user", user_id: userId, login: "ada" },
    timestamp: "2025-11-22T10:00:00.000Z",
    stage: "running_tests",
    message: text.trim(),
    type: "log",
    data: { step: "test", command_id: "c1", stream: "stdout", text },
  });
  await appendTaskLogs(service, id, [
    log(1, `found ${SECRET.slice(0, 9)}`),
    log(2, `${SECRET.slice(9)} here\n`),
    log(3, "ok\n"),
  ]);
  const file = { path: ".env", status: "added" as const, additions: 1, deletions: 0, binary: false };
  const patch = `diff --git a/.env b/.env\nnew file mode 100644\n--- /dev/null\n+++ b/.env\n@@ -0,0 +1 @@\n+TOKEN=${SECRET}\n`;
  await replaceFilesDiff(service, id, 1, [
    { ...file, plan_steps: [], out_of_plan: false, machine_written: false, patch },
  ]);
  return id;
}

describe("a link", () => {
  it("opens a running task to whoever has it, without commands, until it is taken back", async () => {
    const { task_id } = await createTask({ prompt: `${FIX.prompt} The key is ${SECRET}.` });
    expect(await ok(call("GET", `/api/tasks/${task_id}/sharing`))).toEqual({
      visibility: "private",
      org_id: null,
      url: null,
      shared_at: null,
    });
    const first = await share(task_id);
    expect(await share(task_id)).toEqual(first);
    expect(await ok(call("GET", `/api/tasks/${task_id}/sharing`))).toEqual(first);
    expect(await view(task_id)).toMatchObject({ visibility: "link", access: "owner" });

    const { task, shared_at } = SharedTask.parse(await ok(read(tokenOf(first))));
    expect(shared_at).toBe(first.shared_at);
    expect(task).toMatchObject({ task_id, access: "link", allowed: [], owner: { login: "ada" } });
    expect(task.prompt).toBe(`${FIX.prompt} The key is ${MASK}.`);
    expect(SharedEvents.parse(await ok(read(tokenOf(first), "/events"))).items[0]).toMatchObject({ seq: 1 });
    SharedDiff.parse(await ok(read(tokenOf(first), "/diff")));

    expect(await ok(put(task_id, { visibility: "private" }))).toMatchObject({
      visibility: "private",
      url: null,
    });
    for (const path of ["", "/events", "/diff"])
      expect(await errorOf(read(tokenOf(first), path))).toMatchObject({ status: 404, code: "not_found" });

    const second = await share(task_id);
    expect(second.url).not.toBe(first.url);
    expect((await read(tokenOf(first))).status).toBe(404);
    expect((await read(tokenOf(second))).status).toBe(200);
    await command(task_id, "cancel");
    await follow(task_id, (event) => event.type === "state" && event.data.to === "cancelled");
    // An ended task's events are not delayed.
    const events = SharedEvents.parse(await ok(read(tokenOf(second), "/events?limit=1000")));
    expect(events.items.at(-1)?.seq).toBe(events.head);
    expect(events.items).toContainEqual(expect.objectContaining({ type: "state", stage: "cancelled" }));
  });

  it("shows nothing that looks like a secret, also where a page ends inside it", async () => {
    const id = await storedTask();
    const token = tokenOf(await share(id));
    const { task } = SharedTask.parse(await ok(read(token)));
    expect(task).toMatchObject({ title: `Use ${MASK}`, prompt: `My token is ${MASK}.` });
    expect((await ok<{ patch: string }>(read(token, "/diff"))).patch).toContain(`\n+TOKEN=${MASK}\n`);

    const events = SharedEvents.parse(await ok(read(token, "/events")));
    expect(events.items.map(({ message }) => message)).toEqual([
      `found ${"•".repeat(9)}`,
      `${"•".repeat(31)} here`,
      "ok",
    ]);
    // The page names the owner and nobody else.
    expect(events.items.map(({ actor }) => actor)).toEqual([
      { kind: "user", user_id: users().ada.userId, login: "ada" },
      { kind: "user", user_id: users().ada.userId, login: "ada" },
      { kind: "user", user_id: null, login: null },
    ]);
    for (const [index, item] of events.items.entries())
      expect(await ok(read(token, `/events?after=${index}&limit=1`))).toEqual({ items: [item], head: 3 });
    expect(await ok(read(token, "/events?after=3"))).toEqual({ items: [], head: 3 });
    // The owner reads it unredacted.
    expect((await ok<{ patch: string }>(call("GET", `/api/tasks/${id}/diff`))).patch).toContain(SECRET);
  });

  it("is not kept by anybody on the way, whether it holds or not", async () => {
    const token = tokenOf(await share(await storedTask()));
    for (const answer of [await read(token), await read(token, "/events"), await read("x".repeat(64))])
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
      });
  });

  it("cannot be guessed, and fails in one way only", async () => {
    const token = tokenOf(await share(await storedTask()));
    const other = token.at(-1) === "A" ? "B" : "A";
    const wrong = [token.slice(0, -1) + other, token.slice(1), "A".repeat(64), "%00", "x"];
    for (const bad of wrong)
      expect(await errorOf(read(bad))).toMatchObject({
        status: 404,
        message: "this link leads nowhere; it may have been taken back",
      });
  });

  it("is no pass for the socket or for a command", async () => {
    const id = await storedTask();
    const token = tokenOf(await share(id));
    const headers = { upgrade: "websocket" };
    expect((await call("GET", `/ws/tasks/${id}?ticket=${token}`, { token: null, headers })).status).toBe(401);
    expect((await call("POST", `/api/shares/${token}/cancel`, { token: null })).status).toBe(401);
    expect((await call("GET", `/api/tasks/${id}`, { token })).status).toBe(401);
  });
});

describe("sharing", () => {
  it("is its owner's matter", async () => {
    const id = await storedTask();
    await share(id);
    const { accessToken } = users().grace;
    expect((await call("GET", `/api/tasks/${id}/sharing`, { token: accessToken })).status).toBe(404);
    expect((await put(id, { visibility: "private" }, accessToken)).status).toBe(404);
    expect((await put(id, { visibility: "private" }, null)).status).toBe(401);
    // A link grants no access to the task itself.
    expect((await call("GET", `/api/tasks/${id}`, { token: accessToken })).status).toBe(404);
    expect(await ok(call("GET", `/api/tasks/${id}/sharing`))).toMatchObject({ visibility: "link" });
  });

  it("with an organisation of the owner takes the link back", async () => {
    const id = await storedTask();
    const token = tokenOf(await share(id));
    const { org_id } = await ok<Org>(call("POST", "/api/orgs", { body: { name: "Sharing" } }));
    const shared = { visibility: "org", org_id, url: null, shared_at: null };
    expect(await ok(put(id, { visibility: "org", org_id }))).toEqual(shared);
    expect(await ok(call("GET", `/api/tasks/${id}/sharing`))).toEqual(shared);
    expect((await read(token)).status).toBe(404);
    expect((await call("GET", `/api/tasks/${id}`, { token: users().grace.accessToken })).status).toBe(404);
    await call("DELETE", `/api/orgs/${org_id}`);
    expect(await ok(call("GET", `/api/tasks/${id}/sharing`))).toMatchObject({
      visibility: "private",
      org_id: null,
    });
  });

  it("names what is wrong", async () => {
    const id = await storedTask();
    expect(await errorOf(put(id, { visibility: "everyone" }))).toMatchObject({ code: "invalid_request" });
    expect(await errorOf(put(id, { visibility: "org", org_id: crypto.randomUUID() }))).toMatchObject({
      details: [{ path: "org_id", message: "you are in no organisation with this id" }],
    });
    expect((await put("nonsense", { visibility: "link" })).status).toBe(404);
  });
});
