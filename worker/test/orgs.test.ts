/** Two people and an organisation: the permissions of each role, and their revocation. */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type {
  Org,
  OrgInvite,
  OrgPeople,
  SocketTicket,
  TaskPage,
  TaskView,
  UsageReport,
} from "../protocol/index.ts";
import { type StoreConfig, userClient } from "../store/client.ts";
import { insertTask } from "../store/tasks.ts";
import { call, command, connectGitHub, createTask, errorOf, FIX, ok, until, users, view } from "./verne.ts";

type Person = "ada" | "grace";
const as = (who: Person, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  call(method, path, { token: users()[who].accessToken, body, headers });
const steer = (who: Person, path: string, body?: unknown) =>
  as(who, "POST", path, body, { "idempotency-key": crypto.randomUUID() });
const done = async (answer: Promise<Response>) => expect((await answer).status).toBe(204);

const tokenOf = (invite: OrgInvite): string => new URL(invite.url).pathname.replace("/invite/", "");
const found = (name: string) => ok<Org>(as("ada", "POST", "/api/orgs", { name }));
const people = (who: Person, org: Org) => ok<OrgPeople>(as(who, "GET", `/api/orgs/${org.org_id}/people`));
const setRole = (who: Person, org: Org, whom: Person, role: string) =>
  as(who, "PATCH", `/api/orgs/${org.org_id}/members/${users()[whom].userId}`, { role });
const remove = (who: Person, org: Org, whom: Person) =>
  as(who, "DELETE", `/api/orgs/${org.org_id}/members/${users()[whom].userId}`);

async function join(org: Org, role: string): Promise<Org> {
  const invite = await ok<OrgInvite>(as("ada", "POST", `/api/orgs/${org.org_id}/invites`, { role }));
  return ok(as("grace", "POST", `/api/invites/${tokenOf(invite)}/accept`));
}

function storeOf(): StoreConfig {
  const { SUPABASE_URL = "", SUPABASE_PUBLISHABLE_KEY = "", SUPABASE_SECRET_KEY = "" } = inject("variables");
  return { url: SUPABASE_URL, publishableKey: SUPABASE_PUBLISHABLE_KEY, secretKey: SUPABASE_SECRET_KEY };
}

async function share(taskId: string, org: Org): Promise<void> {
  const body = { visibility: "org", org_id: org.org_id };
  expect(await ok(as("ada", "PUT", `/api/tasks/${taskId}/sharing`, body))).toMatchObject(body);
}

const open = (taskId: string, ticket: string) =>
  call("GET", `/ws/tasks/${taskId}?ticket=${ticket}`, { token: null, headers: { upgrade: "websocket" } });

/** Opens a socket as the web app does. */
async function watch(who: Person, taskId: string) {
  const { ticket } = await ok<SocketTicket>(as(who, "POST", `/api/tasks/${taskId}/ticket`));
  const socket = (await open(taskId, ticket)).webSocket;
  if (!socket) throw new Error("no socket");
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
  socket.accept();
  return { socket, closed };
}

beforeAll(connectGitHub);
afterAll(async () => {
  const { items } = await ok<{ items: Org[] }>(as("ada", "GET", "/api/orgs"));
  for (const org of items) if (org.role === "owner") await as("ada", "DELETE", `/api/orgs/${org.org_id}`);
});

describe("an invitation", () => {
  it("is shown to whoever has the address, is for the login it names, and works once", async () => {
    const org = await found("Analytical Engines");
    expect(org).toMatchObject({ name: "Analytical Engines", role: "owner", members: 1 });
    const invites = `/api/orgs/${org.org_id}/invites`;
    const forAda = await ok<OrgInvite>(
      as("ada", "POST", invites, { role: "viewer", github_login: "someone-else" }),
    );
    expect(await errorOf(as("grace", "POST", `/api/invites/${tokenOf(forAda)}/accept`))).toMatchObject({
      status: 403,
      message: "this invitation is for someone-else",
    });
    const forGrace = await ok<OrgInvite>(
      as("ada", "POST", invites, { role: "member", github_login: "Grace" }),
    );
    const address = `/api/invites/${tokenOf(forGrace)}`;
    expect(await ok(call("GET", address, { token: null }))).toMatchObject({
      org_name: "Analytical Engines",
      role: "member",
      invited_by: "ada",
      github_login: "Grace",
    });
    expect((await call("POST", `${address}/accept`, { token: null })).status).toBe(401);
    expect(await ok(as("grace", "POST", `${address}/accept`))).toMatchObject({
      org_id: org.org_id,
      role: "member",
      members: 2,
    });
    expect(await errorOf(call("GET", address, { token: null }))).toMatchObject({ status: 404 });
    expect(await errorOf(as("grace", "POST", `${address}/accept`))).toMatchObject({ status: 404 });
    // The first invitation is still open; a member does not see it.
    expect((await people("ada", org)).invites).toEqual([forAda]);
    expect((await people("grace", org)).invites).toEqual([]);
    await done(as("ada", "DELETE", `${invites}/${forAda.invite_id}`));
    expect((await call("GET", `/api/invites/${tokenOf(forAda)}`, { token: null })).status).toBe(404);
  });

  it("with a changed address is none", async () => {
    const org = await found("Forgery");
    const made = await ok<OrgInvite>(as("ada", "POST", `/api/orgs/${org.org_id}/invites`, { role: "admin" }));
    const token = tokenOf(made);
    for (const other of [`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, made.invite_id, "x"])
      expect((await as("grace", "POST", `/api/invites/${other}/accept`)).status).toBe(404);
  });

  it("cannot make an owner, and names the field that is wrong", async () => {
    const org = await found("Fields");
    const path = `/api/orgs/${org.org_id}/invites`;
    expect(await errorOf(as("ada", "POST", path, { role: "owner" }))).toMatchObject({
      status: 400,
      details: [{ path: "role" }],
    });
    expect(await errorOf(as("ada", "POST", path, { role: "viewer", github_login: "-no-" }))).toMatchObject({
      details: [{ path: "github_login" }],
    });
    expect(await errorOf(as("ada", "POST", "/api/orgs", { name: " " }))).toMatchObject({
      details: [{ path: "name", message: "must not be empty" }],
    });
  });
});

describe("roles", () => {
  it("are changed from above, and an owner remains", async () => {
    const org = await found("Roles");
    await join(org, "admin");
    expect(await errorOf(setRole("grace", org, "ada", "viewer"))).toMatchObject({ status: 403 });
    expect(await errorOf(setRole("grace", org, "grace", "owner"))).toMatchObject({ status: 403 });
    expect(await errorOf(as("grace", "PATCH", `/api/orgs/${org.org_id}`, { name: "Mine" }))).toMatchObject({
      status: 403,
      message: "only an owner may rename the organisation",
    });
    expect(await errorOf(as("grace", "DELETE", `/api/orgs/${org.org_id}`))).toMatchObject({ status: 403 });
    for (const attempt of [setRole("ada", org, "ada", "member"), remove("ada", org, "ada")])
      expect(await errorOf(attempt)).toMatchObject({ status: 409, code: "invalid_state" });
    await done(setRole("ada", org, "grace", "owner"));
    await done(remove("grace", org, "ada"));
    expect(await errorOf(as("ada", "GET", `/api/orgs/${org.org_id}/people`))).toMatchObject({ status: 404 });
    await done(as("grace", "DELETE", `/api/orgs/${org.org_id}`));
  });

  it("of a stranger are none: nothing is there", async () => {
    const org = await found("Strangers");
    const path = `/api/orgs/${org.org_id}`;
    for (const attempt of [
      as("grace", "GET", `${path}/people`),
      as("grace", "PATCH", path, { name: "Mine" }),
      as("grace", "DELETE", path),
      as("grace", "POST", `${path}/invites`, { role: "viewer" }),
      setRole("grace", org, "grace", "owner"),
      remove("grace", org, "ada"),
      as("grace", "GET", "/api/orgs/not-an-id/people"),
    ])
      expect(await errorOf(attempt)).toMatchObject({ status: 404, message: "no such organisation" });
  });
});

describe("a task of an organisation", () => {
  it("is read by viewers, steered by members, and gone for whoever is removed", async () => {
    const org = await found("Team");
    await join(org, "viewer");
    const { task_id: id } = await createTask();
    expect((await as("grace", "GET", `/api/tasks/${id}`)).status).toBe(404);
    await share(id, org);
    await until(id, "awaiting_approval");

    const seen = await ok<TaskView>(as("grace", "GET", `/api/tasks/${id}`));
    expect(seen).toMatchObject({
      access: "viewer",
      visibility: "org",
      allowed: [],
      owner: { user_id: users().ada.userId, login: "ada" },
    });
    const team = await ok<TaskPage>(as("grace", "GET", "/api/tasks?view=team"));
    expect(team.items).toMatchObject([{ task_id: id, access: "viewer", owner: { login: "ada" } }]);
    for (const reading of ["events", "diff"])
      expect((await as("grace", "GET", `/api/tasks/${id}/${reading}`)).status).toBe(200);
    expect((await as("grace", "POST", `/api/tasks/${id}/ticket`)).status).toBe(200);
    const approval = { plan_version: seen.plan_document?.version, base_commit: seen.base_commit };
    expect(await errorOf(steer("grace", `/api/tasks/${id}/approve`, approval))).toMatchObject({
      status: 403,
      code: "forbidden",
      message: "you are a viewer of this organisation; ask an admin for the member role",
    });
    expect(await errorOf(as("grace", "PATCH", `/api/tasks/${id}`, { archived: true }))).toMatchObject({
      status: 403,
    });

    await done(setRole("ada", org, "grace", "member"));
    expect(await ok(as("grace", "GET", `/api/tasks/${id}`))).toMatchObject({ access: "member" });
    await ok(steer("grace", `/api/tasks/${id}/approve`, approval));
    await until(id, "applying");
    expect((await as("grace", "PATCH", `/api/tasks/${id}`, { title: "Mine" })).status).toBe(403);
    for (const attempt of [
      as("grace", "GET", `/api/tasks/${id}/sharing`),
      as("grace", "PUT", `/api/tasks/${id}/sharing`, { visibility: "link" }),
    ])
      expect((await attempt).status).toBe(403);
    // Costs are attributed to the owner of the keys.
    const usage = await ok<UsageReport>(as("grace", "GET", "/api/usage"));
    expect(JSON.stringify(usage)).not.toContain(id);

    const [hers, owners] = [await watch("grace", id), await watch("ada", id)];
    const { ticket: kept } = await ok<SocketTicket>(as("grace", "POST", `/api/tasks/${id}/ticket`));
    await done(remove("ada", org, "grace"));
    expect((await hers.closed).code).toBe(4003);
    expect((await open(id, kept)).status).toBe(401);
    expect(owners.socket.readyState).toBe(WebSocket.OPEN);
    owners.socket.close();
    expect((await as("grace", "GET", `/api/tasks/${id}`)).status).toBe(404);
    expect((await as("grace", "GET", `/api/tasks/${id}/events`)).status).toBe(404);
    expect((await as("grace", "POST", `/api/tasks/${id}/ticket`)).status).toBe(404);
    expect((await steer("grace", `/api/tasks/${id}/messages`, { text: "hello" })).status).toBe(404);
    expect((await ok<TaskPage>(as("grace", "GET", "/api/tasks?view=team"))).items).toEqual([]);

    await done(as("ada", "DELETE", `/api/orgs/${org.org_id}`));
    expect(await view(id)).toMatchObject({ visibility: "private" });
    await command(id, "cancel");
  });

  it("is not watched any more once its owner takes it back", async () => {
    const org = await found("Taken back");
    await join(org, "viewer");
    const { task_id: id } = await createTask();
    await share(id, org);
    const first = await watch("grace", id);
    // Sharing again with the same organisation changes nothing.
    await share(id, org);
    expect(first.socket.readyState).toBe(WebSocket.OPEN);
    await ok(as("ada", "PUT", `/api/tasks/${id}/sharing`, { visibility: "private" }));
    expect((await first.closed).code).toBe(4003);
    await command(id, "cancel");
  });

  it("whose object never started is started by its owner alone", async () => {
    const org = await found("Half made");
    await join(org, "member");
    const id = crypto.randomUUID();
    const { accessToken, userId } = users().ada;
    const flags = { auto_pr: false, review_plan: true };
    await insertTask(userClient(storeOf(), accessToken), {
      id,
      user_id: userId,
      title: "Half made",
      ...FIX,
      ...flags,
    });
    await share(id, org);
    expect(await errorOf(steer("grace", `/api/tasks/${id}/messages`, { text: "hello" }))).toMatchObject({
      status: 409,
      message: "the task has not started; its owner has to open it",
    });
    expect(await ok(as("grace", "GET", `/api/tasks/${id}`))).toMatchObject({ state: "queued", head_seq: 0 });
    expect(await ok(as("ada", "GET", `/api/tasks/${id}`))).toMatchObject({ allowed: ["message", "cancel"] });
    await command(id, "cancel");
  });
});
