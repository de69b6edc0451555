/**
 * Every writing operation of the API leaves an audit entry with its actor; who may read which entries, and their export
 * as a file.
 */
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import {
  AuditEntry,
  AuditPage,
  DEFAULT_REPO_SETTINGS,
  type EventPage,
  type Org,
  type OrgInvite,
  type Sharing,
  type TaskRef,
} from "../protocol/index.ts";
import { call, connectGitHub, createTask, errorOf, FIX, ok, users } from "./verne.ts";

const WRITES = new Set(["post", "put", "patch", "delete"]);
const PNG = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (c) => c.charCodeAt(0),
);

/** The objects of the operations below. */
interface World {
  task: string;
  org: Org;
  invites: OrgInvite[];
  knowledge: string;
  draft: string;
  image: string;
  link: string;
}
type Person = "ada" | "grace";
type Act = (world: World) => Promise<Response>;

const as = (who: Person, method: string, path: string, body?: unknown) =>
  call(method, path, {
    token: users()[who].accessToken,
    body,
    headers: { "idempotency-key": crypto.randomUUID() },
  });

const sendImage = () =>
  exports.default.fetch(
    new Request("https://verne.test/api/attachments", {
      method: "POST",
      headers: { authorization: `Bearer ${users().ada.accessToken}`, "content-type": "image/png" },
      body: PNG,
    }),
  );

interface Row {
  /** The logged action. */
  action: string;
  act: Act;
  by?: Person;
}
/** All commands of a task go through one method of its object (`refusals.test.ts` tries each); here are two of them. */
type Told = Row | { command: string } | { writes: "nothing"; why: string };

const REPO = "ada/Audited";
const repo = `repo=${encodeURIComponent(REPO)}`;

/** In the order of execution. */
const OPERATIONS: Record<string, Told> = {
  "POST /api/session/github": {
    action: "github.connected",
    act: () => as("ada", "POST", "/api/session/github", { provider_token: users().ada.providerToken }),
  },
  "PUT /api/keys/{provider}": {
    action: "key.stored",
    act: () => as("ada", "PUT", "/api/keys/anthropic", { key: "sk-ant-audited-key-0000000000" }),
  },
  "POST /api/keys/{provider}/test": { writes: "nothing", why: "asks the provider" },
  "DELETE /api/keys/{provider}": {
    action: "key.removed",
    act: () => as("ada", "DELETE", "/api/keys/anthropic"),
  },
  "POST /api/attachments": {
    action: "image.added",
    act: async (world) => {
      const answer = await sendImage();
      world.image = (await answer.clone().json<{ attachment_id: string }>()).attachment_id;
      return answer;
    },
  },
  "DELETE /api/attachments/{id}": {
    action: "image.removed",
    act: ({ image }) => as("ada", "DELETE", `/api/attachments/${image}`),
  },
  "PUT /api/drafts/{id}": {
    action: "draft.kept",
    act: ({ draft }) =>
      as("ada", "PUT", `/api/drafts/${draft}`, {
        ...{ repo_full_name: null, branch: null, provider: null, model: null },
        prompt: "sk-secret",
      }),
  },
  "DELETE /api/drafts/{id}": {
    action: "draft.removed",
    act: ({ draft }) => as("ada", "DELETE", `/api/drafts/${draft}`),
  },
  "POST /api/knowledge": {
    action: "knowledge.added",
    act: async (world) => {
      const body = { repo_full_name: REPO, kind: "command", text: "npm run sk-secret" };
      const answer = await as("ada", "POST", "/api/knowledge", body);
      world.knowledge = (await answer.clone().json<{ id: string }>()).id;
      return answer;
    },
  },
  "PATCH /api/knowledge/{id}": {
    action: "knowledge.changed",
    act: ({ knowledge }) => as("ada", "PATCH", `/api/knowledge/${knowledge}`, { text: "npm test" }),
  },
  "DELETE /api/knowledge/{id}": {
    action: "knowledge.removed",
    act: ({ knowledge }) => as("ada", "DELETE", `/api/knowledge/${knowledge}`),
  },
  "PUT /api/repo-settings": {
    action: "rules.changed",
    act: () =>
      as("ada", "PUT", `/api/repo-settings?${repo}`, { ...DEFAULT_REPO_SETTINGS, exit_status_counts: true }),
  },
  "PUT /api/egress": {
    action: "network.changed",
    act: () => as("ada", "PUT", `/api/egress?${repo}`, { presets: { tests: "registries" }, allow: [] }),
  },
  "POST /api/egress/allow": {
    action: "network.changed",
    act: () => as("ada", "POST", `/api/egress/allow?${repo}`, { host: "a.example" }),
  },
  "POST /api/orgs": {
    action: "org.created",
    act: async (world) => {
      const answer = await as("ada", "POST", "/api/orgs", { name: "Audited" });
      world.org = await answer.clone().json<Org>();
      return answer;
    },
  },
  "PATCH /api/orgs/{id}": {
    action: "org.renamed",
    act: ({ org }) => as("ada", "PATCH", `/api/orgs/${org.org_id}`, { name: "Audited Inc" }),
  },
  "PUT /api/orgs/{id}/egress": {
    action: "network.changed",
    act: ({ org }) =>
      as("ada", "PUT", `/api/orgs/${org.org_id}/egress`, { presets: {}, allow: ["a.example"] }),
  },
  "POST /api/orgs/{id}/invites": {
    action: "invite.created",
    act: async (world) => {
      const path = `/api/orgs/${world.org.org_id}/invites`;
      world.invites.push(await ok(as("ada", "POST", path, { role: "member" })));
      const answer = await as("ada", "POST", path, { role: "viewer" });
      world.invites.push(await answer.clone().json<OrgInvite>());
      return answer;
    },
  },
  "POST /api/invites/{token}/accept": {
    action: "invite.accepted",
    by: "grace",
    act: ({ invites: [invite] }) =>
      as("grace", "POST", `/api/invites/${invite?.url.replace(/^.*\/invite\//, "")}/accept`),
  },
  "DELETE /api/orgs/{id}/invites/{invite_id}": {
    action: "invite.removed",
    act: ({ org, invites: [, invite] }) =>
      as("ada", "DELETE", `/api/orgs/${org.org_id}/invites/${invite?.invite_id}`),
  },
  "POST /api/tasks": {
    action: "task.created",
    act: async (world) => {
      const answer = await as("ada", "POST", "/api/tasks", FIX);
      world.task = (await answer.clone().json<{ task_id: string }>()).task_id;
      return answer;
    },
  },
  "PUT /api/tasks/{id}/sharing": {
    action: "task.shared",
    act: ({ task, org }) =>
      as("ada", "PUT", `/api/tasks/${task}/sharing`, { visibility: "org", org_id: org.org_id }),
  },
  "PATCH /api/tasks/{id}": {
    action: "task.renamed",
    act: ({ task }) => as("ada", "PATCH", `/api/tasks/${task}`, { title: "sk-secret" }),
  },
  "POST /api/tasks/{id}/ticket": { writes: "nothing", why: "signs a pass for one socket" },
  "POST /api/tasks/{id}/messages": {
    action: "task.message",
    by: "grace",
    act: ({ task }) => as("grace", "POST", `/api/tasks/${task}/messages`, { text: "sk-secret" }),
  },
  "POST /api/tasks/{id}/cancel": {
    action: "task.cancel",
    by: "grace",
    act: ({ task }) => as("grace", "POST", `/api/tasks/${task}/cancel`),
  },
  "POST /api/tasks/{id}/approve": { command: "approve" },
  "PUT /api/tasks/{id}/plan": { command: "edit_plan" },
  "POST /api/tasks/{id}/refine": { command: "refine" },
  "POST /api/tasks/{id}/apply": { command: "apply" },
  "POST /api/tasks/{id}/undo": { command: "undo" },
  "POST /api/tasks/{id}/redo": { command: "redo" },
  "POST /api/tasks/{id}/skip-baseline": { command: "skip_baseline" },
  "POST /api/tasks/{id}/stop-command": { command: "stop_command" },
  "POST /api/tasks/{id}/retry": { command: "retry" },
  "PATCH /api/orgs/{id}/members/{user_id}": {
    action: "member.role",
    act: ({ org }) =>
      as("ada", "PATCH", `/api/orgs/${org.org_id}/members/${users().grace.userId}`, { role: "admin" }),
  },
  "DELETE /api/orgs/{id}/members/{user_id}": {
    action: "member.removed",
    by: "grace",
    act: ({ org }) => as("grace", "DELETE", `/api/orgs/${org.org_id}/members/${users().grace.userId}`),
  },
  "DELETE /api/orgs/{id}": {
    action: "org.removed",
    act: ({ org }) => as("ada", "DELETE", `/api/orgs/${org.org_id}`),
  },
};

const page = async (who: Person, query = "") =>
  AuditPage.parse(await ok(as(who, "GET", `/api/audit?limit=200${query}`))).items;

beforeAll(connectGitHub);

/** Every event in the task's journal names the same actor. */
async function showsWhoDidIt(task: string): Promise<void> {
  const { items } = await ok<EventPage>(as("ada", "GET", `/api/tasks/${task}/events?limit=1000`));
  const doers = (type: string) => items.filter((event) => event.type === type).map(({ actor }) => actor);
  const grace = { kind: "user", user_id: users().grace.userId, login: "grace" };
  expect(doers("user_message")).toEqual([grace]);
  expect(doers("state").at(0)).toEqual({ kind: "user", user_id: users().ada.userId, login: "ada" });
  expect(doers("state").at(-1)).toEqual(grace);
  for (const actor of doers("step_started")) expect(actor).toEqual({ kind: "system" });
}

describe("an operation that writes", () => {
  it("has an entry in the log, or a reason for none: this list holds every one of the API", async () => {
    const { paths } = await ok<{ paths: Record<string, Record<string, unknown>> }>(
      call("GET", "/api/openapi.json"),
    );
    const writing = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => WRITES.has(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(Object.keys(OPERATIONS).sort()).toEqual(writing.sort());
  });

  it("leaves its entry, under the name of who did it, and without a word of what they wrote", async () => {
    const draft = crypto.randomUUID();
    const world = { draft, invites: [] } as unknown as World; // filled by the operations
    for (const [operation, told] of Object.entries(OPERATIONS)) {
      if (!("act" in told)) continue;
      const { action, by = "ada", act } = told;
      const before = (await page(by))[0]?.entry_id ?? 0;
      const answer = await act(world);
      expect(answer.status, `${operation}: ${await answer.text()}`).toBeLessThan(300);
      // The object sends a task's entries a moment later.
      await expect
        .poll(async () => (await page(by)).filter(({ entry_id }) => entry_id > before), {
          message: operation,
        })
        .toContainEqual(
          expect.objectContaining({
            action,
            actor: { kind: "user", user_id: users()[by].userId, login: by },
            actor_removed: false,
          }),
        );
    }
    await showsWhoDidIt(world.task);
    const mine = await page("ada");
    expect(JSON.stringify(mine)).not.toContain("sk-");
    // Ada sees what a member did to her task; only grace sees what became of grace.
    const cancelled = mine.find(({ action, target }) => action === "task.cancel" && target.id === world.task);
    expect(cancelled?.actor).toMatchObject({ login: "grace" });
    expect(cancelled?.org_id).toBe(world.org.org_id);
    expect(await page("grace")).toContainEqual(
      expect.objectContaining({ action: "member.role", detail: { role: "admin", before: "member" } }),
    );
  });
});

describe("a program with a token of the user", () => {
  it("is told apart from them: by rows, by what the Worker writes for it, and by the task's own journal", async () => {
    const { accessToken: token, clientId } = inject("program");
    const program = { kind: "client", user_id: users().ada.userId, login: "ada", client_id: clientId };
    const send = (method: string, path: string, body?: unknown) =>
      call(method, path, { token, body, headers: { "idempotency-key": crypto.randomUUID() } });
    await ok(send("PUT", "/api/keys/anthropic", { key: "sk-ant-audited-key-0000000000" }));
    const { task_id } = await ok<TaskRef>(send("POST", "/api/tasks", FIX));
    await ok(send("PATCH", `/api/tasks/${task_id}`, { archived: true }));
    await ok(send("POST", `/api/tasks/${task_id}/cancel`));
    for (const action of ["key.stored", "task.created", "task.archived", "task.cancel"])
      await expect
        .poll(async () => (await page("ada")).find((entry) => entry.action === action)?.actor, {
          message: action,
        })
        .toEqual(program);
    const { items } = await ok<EventPage>(as("ada", "GET", `/api/tasks/${task_id}/events?limit=1000`));
    expect(items.filter(({ type }) => type === "state").at(-1)?.actor).toEqual(program);
    await as("ada", "DELETE", "/api/keys/anthropic");
  });
});

describe("the log", () => {
  it("of an organisation is for its owners and admins", async () => {
    const org = await ok<Org>(as("ada", "POST", "/api/orgs", { name: "Governed" }));
    const path = `/api/audit?org_id=${org.org_id}`;
    expect(await errorOf(as("grace", "GET", path))).toMatchObject({ status: 404, code: "not_found" });
    const invite = await ok<OrgInvite>(
      as("ada", "POST", `/api/orgs/${org.org_id}/invites`, { role: "member" }),
    );
    await ok(as("grace", "POST", `/api/invites/${invite.url.replace(/^.*\/invite\//, "")}/accept`));
    for (const door of [path, path.replace("audit?", "audit/export?")])
      expect(await errorOf(as("grace", "GET", door))).toMatchObject({ status: 403, code: "forbidden" });
    const { items } = AuditPage.parse(await ok(as("ada", "GET", path)));
    expect(items.map(({ action }) => action)).toEqual([
      "invite.accepted",
      "member.added",
      "invite.created",
      "member.added",
      "org.created",
    ]);
    await as("ada", "DELETE", `/api/orgs/${org.org_id}`);
  });

  it("comes in pages that meet, and whole as a file of either form", async () => {
    const first = AuditPage.parse(await ok(as("ada", "GET", "/api/audit?limit=3")));
    const next = AuditPage.parse(
      await ok(as("ada", "GET", `/api/audit?limit=3&cursor=${first.next_cursor}`)),
    );
    const ids = [...first.items, ...next.items].map(({ entry_id }) => entry_id);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(new Set(ids).size).toBe(6);
    const whole = await as("ada", "GET", "/api/audit/export?format=ndjson");
    expect(whole.headers.get("content-disposition")).toMatch(
      /^attachment; filename="verne-audit-.*\.ndjson"$/,
    );
    const lines = new TextDecoder()
      .decode(await whole.arrayBuffer())
      .trimEnd()
      .split("\n");
    expect(lines.slice(0, 3).map((line) => AuditEntry.parse(JSON.parse(line)))).toEqual(first.items);
    const csv = await (await as("ada", "GET", "/api/audit/export")).text();
    expect(csv.trimEnd().split("\r\n")).toHaveLength(lines.length + 1);
    const none = AuditPage.parse(await ok(as("ada", "GET", "/api/audit?to=2020-01-01T00:00:00Z")));
    expect(none).toEqual({ items: [], next_cursor: null });
  });

  it.each(["cursor=abc", "limit=0", "limit=201", "org_id=acme", "from=yesterday", "cursor=-1"])(
    "refuses %s by name",
    async (query) => {
      const error = await errorOf(as("ada", "GET", `/api/audit?${query}`));
      expect(error).toMatchObject({ status: 400, code: "invalid_request" });
      expect(error.details?.[0]?.path).toBe(query.split("=")[0]);
    },
  );

  it("tells that a link was opened, and that it was nobody known", async () => {
    const { task_id } = await createTask();
    await as("ada", "POST", `/api/tasks/${task_id}/cancel`);
    const { url } = await ok<Sharing>(
      as("ada", "PUT", `/api/tasks/${task_id}/sharing`, { visibility: "link" }),
    );
    const token = url?.replace(/^.*\/s\//, "");
    for (let times = 0; times < 2; times += 1)
      expect((await call("GET", `/api/shares/${token}`, { token: null })).status).toBe(200);
    const opened = (await page("ada")).filter(
      ({ action, target }) => action === "link.opened" && target.id === task_id,
    );
    expect(opened).toMatchObject([{ actor: { kind: "link" } }]);
    expect(JSON.stringify(opened)).not.toContain(token);
  });
});
