/** Who may use an installation and how much of it, tried at each of its doors and on a task that works. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../api/app.ts";
import type { Bindings } from "../bindings.ts";
import type { Config } from "../env.ts";
import { type ErrorBody, type Org, type OrgInvite, type Sharing, UsageReport } from "../protocol/index.ts";
import {
  approve,
  call,
  command,
  connectGitHub,
  createTask,
  FIX,
  ok,
  partsOf,
  stubOf,
  until,
  users,
} from "./verne.ts";

const app = createApp();
const bindings = env as unknown as Bindings; // the same ones; `env` has the types of another file

/** The installation with these variables. One object is one isolate: what it found out about users is kept with it. */
const installation = (variables: Record<string, string>): Bindings => ({ ...bindings, ...variables });

async function ask(
  where: Bindings,
  method: string,
  path: string,
  token: string | null = users().ada.accessToken,
  more: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<{ status: number; code: string | null; body: unknown }> {
  const headers: Record<string, string> = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...more.headers,
  };
  const sent = more.body === undefined ? null : JSON.stringify(more.body);
  const json: Record<string, string> = sent === null ? {} : { "content-type": "application/json" };
  const init = { method, headers: { ...headers, ...json }, body: sent };
  const answer = await app.request(`https://verne.test${path}`, init, where);
  const text = await answer.text();
  const body: unknown = text.startsWith("{") ? JSON.parse(text) : null;
  return { status: answer.status, code: (body as Partial<ErrorBody> | null)?.error?.code ?? null, body };
}

beforeAll(connectGitHub);

describe("somebody who is not on the list", () => {
  const closed = installation({ ALLOWED_LOGINS: "grace" });

  it("is refused by every operation that needs a session, but for those that lead to the list", async () => {
    const { body } = await ask(closed, "GET", "/api/openapi.json", null);
    const { paths } = body as { paths: Record<string, Record<string, { security?: unknown }>> };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) =>
        security ? [`${method.toUpperCase()} ${path}`] : [],
      ),
    );
    expect(operations.length).toBeGreaterThan(40);
    const served: string[] = [];
    for (const operation of operations) {
      const [method = "", path = ""] = operation.split(" ");
      const { status, code } = await ask(closed, method, path.replace(/\{\w+\}/g, "x"));
      if (status !== 403 || code !== "no_entry") served.push(`${operation}: ${status} ${code}`);
    }
    expect(served).toEqual(["POST /api/session/github: 400 invalid_request"]);
    expect((await ask(closed, "GET", "/api/me", users().grace.accessToken)).status).toBe(200);
  });

  it("is refused by a socket, with a token and with a ticket that was issued before", async () => {
    const { task_id } = await createTask();
    const { ticket } = await ok<{ ticket: string }>(call("POST", `/api/tasks/${task_id}/ticket`));
    const upgrade = { upgrade: "websocket" };
    const path = `/ws/tasks/${task_id}`;
    expect(await ask(closed, "GET", path, undefined, { headers: upgrade })).toMatchObject({
      code: "no_entry",
    });
    const bearer = await ask(closed, "GET", `${path}?ticket=${ticket}`, null, { headers: upgrade });
    expect(bearer).toMatchObject({ status: 403, code: "no_entry" });
    await command(task_id, "cancel");
  });

  it("still reads what was shared with them by a link", async () => {
    const { task_id } = await createTask();
    const body = { visibility: "link" };
    const { url } = await ok<Sharing>(call("PUT", `/api/tasks/${task_id}/sharing`, { body }));
    const token = url?.split("/").at(-1);
    expect((await ask(closed, "GET", `/api/shares/${token}`, null)).status).toBe(200);
    await command(task_id, "cancel");
  });
});

it("nobody is let in where nobody is named, unless it is a laptop", async () => {
  const named = { SANDBOX_RUNNER_URL: "", SANDBOX_RUNNER_TOKEN: "" };
  expect(await ask(installation({ ...named, EMBEDDED: "0" }), "GET", "/api/me")).toMatchObject({
    code: "no_entry",
  });
  const open = installation({ ...named, EMBEDDED: "0", ALLOW_ANYONE: "1" });
  expect((await ask(open, "GET", "/api/me")).status).toBe(200);
});

describe("a month's limit", () => {
  const refused = { status: 429, code: "quota_exceeded" };
  const create = (where: Bindings) => ask(where, "POST", "/api/tasks", undefined, { body: FIX });

  it.each(["MONTHLY_TASKS_PER_USER", "MONTHLY_MINUTES_PER_USER", "MONTHLY_USD_PER_USER"])(
    "that is used up refuses another task, by %s",
    async (name) => {
      const { body, ...answer } = await create(installation({ [name]: "0" }));
      expect(answer).toMatchObject(refused);
      const [detail] = (body as ErrorBody).error.details ?? [];
      expect(detail?.path).toMatch(/^quota\.(tasks|minutes|usd)$/);
      expect(detail?.message).toMatch(/The next month begins at 20\d\d-\d\d-01T00:00:00\.000Z/);
    },
  );

  it("of an organisation refuses to take another task in, and is shown to its members", async () => {
    const limited = installation({ MONTHLY_TASKS_PER_ORG: "1", MONTHLY_USD_PER_USER: "5" });
    const org = await ok<Org>(call("POST", "/api/orgs", { body: { name: "Limits" } }));
    const [first, second] = [await createTask(), await createTask()];
    const share = (id: string) =>
      ask(limited, "PUT", `/api/tasks/${id}/sharing`, undefined, {
        body: { visibility: "org", org_id: org.org_id },
      });
    const answers = await Promise.all([share(first.task_id), share(second.task_id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 429]);
    const [taken, other] = answers[0]?.status === 200 ? [first, second] : [second, first];
    // Taken back it still counts, and may come again.
    await call("PUT", `/api/tasks/${taken.task_id}/sharing`, { body: { visibility: "private" } });
    expect(await share(other.task_id)).toMatchObject(refused);
    expect(await share(taken.task_id)).toMatchObject({ status: 200 });
    const { quotas } = UsageReport.parse((await ask(limited, "GET", "/api/usage")).body);
    expect(quotas).toContainEqual(
      expect.objectContaining({
        org: { org_id: org.org_id, name: "Limits" },
        kind: "tasks",
        limit: 1,
        used: 1,
      }),
    );
    expect(quotas).toContainEqual(expect.objectContaining({ org: null, kind: "usd", limit: 5 }));
    for (const { task_id } of [first, second]) await command(task_id, "cancel");
    await call("DELETE", `/api/orgs/${org.org_id}`);
  });
});

describe("an invitation", () => {
  it("lets in while its organisation has the invited person, and nowhere else", async () => {
    const byInvitation = installation({ ALLOWED_LOGINS: "ada", INVITATION_ONLY: "1" });
    const listed = installation({ ALLOWED_LOGINS: "ada" });
    const { grace } = users();
    const org = await ok<Org>(call("POST", "/api/orgs", { body: { name: "Guests" } }));
    const invite = async () => {
      const made = call("POST", `/api/orgs/${org.org_id}/invites`, { body: { role: "viewer" } });
      return (await ok<OrgInvite>(made)).url.split("/").at(-1);
    };
    const me = (where: Bindings) => ask(where, "GET", "/api/me", grace.accessToken);
    const accept = async (where: Bindings, token?: string) =>
      ask(where, "POST", `/api/invites/${token ?? (await invite())}/accept`, grace.accessToken);
    // An organisation of one's own is no invitation.
    await ok(call("POST", "/api/orgs", { body: { name: "Own" }, token: grace.accessToken }));
    expect(await me(byInvitation)).toMatchObject({ status: 403, code: "no_entry" });
    expect(await accept(byInvitation, "A".repeat(64))).toMatchObject({ status: 404 });
    expect(await accept(listed)).toMatchObject({ status: 403, code: "no_entry" });
    // Its maker has to be in.
    const orphaned = installation({ ALLOWED_LOGINS: "somebody", INVITATION_ONLY: "1" });
    expect(await accept(orphaned)).toMatchObject({ status: 403, code: "no_entry" });
    expect(await accept(byInvitation)).toMatchObject({ status: 200 });
    expect(await me(byInvitation)).toMatchObject({ status: 200 });
    expect(await me(listed)).toMatchObject({ status: 403 });
    await call("DELETE", `/api/orgs/${org.org_id}/members/${grace.userId}`);
    expect(await me(byInvitation)).toMatchObject({ status: 403, code: "no_entry" });
    await call("DELETE", `/api/orgs/${org.org_id}`);
  });
});

it("a task stops when its owner is off the list or has used up the month, and goes on once that is over", async () => {
  const { task_id } = await createTask();
  const planned = await until(task_id, "awaiting_approval");
  const change = (changes: Partial<Config>) =>
    runInDurableObject(stubOf(task_id), (object) => {
      const { steps } = partsOf(object);
      steps.config = { ...steps.config, ...changes };
    });
  await change({ ALLOWED_LOGINS: ["grace"] });
  await approve(task_id);
  const stopped = await until(task_id, "failed", planned.at(-1)?.seq);
  expect(stopped.find(({ type }) => type === "error")).toMatchObject({ data: { code: "no_entry" } });
  await change({ ALLOWED_LOGINS: [], MONTHLY_MINUTES_PER_USER: 0 });
  await command(task_id, "retry");
  const usedUp = await until(task_id, "failed", stopped.at(-1)?.seq);
  expect(usedUp.find(({ type }) => type === "error")).toMatchObject({ data: { code: "quota_exceeded" } });
  await change({ MONTHLY_MINUTES_PER_USER: undefined });
  await command(task_id, "retry");
  await until(task_id, "reviewing", usedUp.at(-1)?.seq);
  await command(task_id, "cancel");
});
