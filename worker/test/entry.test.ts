/** Who may use an installation, tried at each of its doors and on a task that works. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../api/app.ts";
import type { Bindings } from "../bindings.ts";
import type { ErrorBody, Org, OrgInvite, Sharing } from "../protocol/index.ts";
import {
  approve,
  call,
  command,
  connectGitHub,
  createTask,
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
    expect(await accept(byInvitation)).toMatchObject({ status: 200 });
    expect(await me(byInvitation)).toMatchObject({ status: 200 });
    expect(await me(listed)).toMatchObject({ status: 403 });
    await call("DELETE", `/api/orgs/${org.org_id}/members/${grace.userId}`);
    expect(await me(byInvitation)).toMatchObject({ status: 403, code: "no_entry" });
    await call("DELETE", `/api/orgs/${org.org_id}`);
  });
});

it("a task stops when its owner is taken off the list, keeps its plan, and goes on once they are back", async () => {
  const { task_id } = await createTask();
  const planned = await until(task_id, "awaiting_approval");
  const admit = (ALLOWED_LOGINS: string[]) =>
    runInDurableObject(stubOf(task_id), (object) => {
      const { steps } = partsOf(object);
      steps.config = { ...steps.config, ALLOWED_LOGINS };
    });
  await admit(["grace"]);
  await approve(task_id);
  const stopped = await until(task_id, "failed", planned.at(-1)?.seq);
  expect(stopped.find(({ type }) => type === "error")).toMatchObject({ data: { code: "no_entry" } });
  await admit([]);
  await command(task_id, "retry");
  await until(task_id, "reviewing", stopped.at(-1)?.seq);
  await command(task_id, "cancel");
});
