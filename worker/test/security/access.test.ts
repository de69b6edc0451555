/** Every operation of the OpenAPI document as every person, on tasks that exist only in Postgres: nothing runs. */
import { env, exports } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { storeConfig } from "../../access/database.ts";
import { readConfig } from "../../env.ts";
import {
  type Attachment,
  DEFAULT_REPO_SETTINGS,
  type Draft,
  type KnowledgeItem,
  type Org,
  type OrgInvite,
  type Sharing,
} from "../../protocol/index.ts";
import { serviceClient, userClient } from "../../store/client.ts";
import { replaceFilesDiff } from "../../store/files-diff.ts";
import { appendTaskLogs } from "../../store/task-logs.ts";
import { insertTask } from "../../store/tasks.ts";
import { call, connectGitHub, FIX, ok, users } from "../verne.ts";
import { ACCESS, OTHER_DOORS, PEOPLE, PERSONAL, type Person, type Place, type Row } from "./access-table.ts";

const PNG = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"),
  (char) => char.charCodeAt(0),
);
/** A well-formed link or invitation token without a valid signature. */
const FORGED = "A".repeat(64);
const REPO = FIX.repo_full_name;

const places = {} as Record<Person, Place>; // filled before the first test
const asAda = <T>(method: string, path: string, body?: unknown) => ok<T>(call(method, path, { body }));
const asGrace = <T>(method: string, path: string, body?: unknown) =>
  ok<T>(call(method, path, { body, token: users().grace.accessToken }));
const lastPart = (url: string | null): string => url?.split("/").at(-1) ?? "";

function upload(token: string | null): Promise<Response> {
  const headers = { "content-type": "image/png", ...(token && { authorization: `Bearer ${token}` }) };
  return exports.default.fetch(
    new Request("https://verne.test/api/attachments", { method: "POST", headers, body: PNG }),
  );
}

/** An ended task of ada's with the place's mark in everything readable. */
async function plantTask(mark: string, image: string): Promise<string> {
  const id = crypto.randomUUID();
  const { accessToken, userId } = users().ada;
  const config = storeConfig(readConfig(env));
  const row = { ...FIX, id, user_id: userId, title: mark, prompt: mark, auto_pr: false, review_plan: true };
  await insertTask(userClient(config, accessToken), { ...row, images: [image] });
  const service = serviceClient(config);
  await appendTaskLogs(service, id, [
    {
      task_id: id,
      seq: 1,
      timestamp: new Date().toISOString(),
      stage: "planning",
      message: mark,
      type: "usage",
      data: {
        step: "plan",
        usage: { input_tokens: 5, output_tokens: 1, cached_input_tokens: 0, cost_usd: null },
        model: mark,
        provider: "demo",
      },
    } as never, // a journal row; the other members of such an event do not matter
  ]);
  const patch = `diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+${mark}\n`;
  const file = { path: "a", status: "added" as const, additions: 1, deletions: 0, binary: false };
  const kept = { ...file, plan_steps: [], out_of_plan: false, machine_written: false, patch };
  await replaceFilesDiff(service, id, 1, [kept]);
  const { error } = await service.from("tasks").update({ state: "complete" }).eq("id", id);
  if (error) throw new Error(error.message);
  return id;
}

async function plant(person: Person, shared: Pick<Place, "draft" | "knowledge">): Promise<Place> {
  const mark = `planted-${person}-${crypto.randomUUID().slice(0, 8)}`;
  const { org_id: org } = await asAda<Org>("POST", "/api/orgs", { name: mark });
  const invite = (role: string) => asAda<OrgInvite>("POST", `/api/orgs/${org}/invites`, { role });
  if (["viewer", "member", "admin", "head"].includes(person)) {
    const { url } = await invite(person === "head" ? "admin" : person);
    await asGrace("POST", `/api/invites/${lastPart(url)}/accept`);
    const role = { role: "owner" };
    if (person === "head")
      await call("PATCH", `/api/orgs/${org}/members/${users().grace.userId}`, { body: role });
  }
  const { attachment_id: attachment } = await ok<Attachment>(upload(users().ada.accessToken));
  const task = await plantTask(mark, attachment);
  const sharing = person === "link" ? { visibility: "link" } : { visibility: "org", org_id: org };
  const { url } = await asAda<Sharing>("PUT", `/api/tasks/${task}/sharing`, sharing);
  const [used, spare] = [await invite("viewer"), await invite("viewer")];
  return {
    ...shared,
    mark,
    task,
    org,
    attachment,
    invite: used.invite_id,
    inviteToken: lastPart(spare.url),
    shareToken: person === "link" ? lastPart(url) : FORGED,
    ada: users().ada.userId,
    modelServer: `${inject("variables").DEMO_MODEL_URL}/none`,
    providerToken: users().ada.providerToken,
  };
}

beforeAll(async () => {
  await connectGitHub();
  const draft = crypto.randomUUID();
  const empty = { repo_full_name: null, branch: null, provider: null, model: null };
  await asAda<Draft>("PUT", `/api/drafts/${draft}`, { ...empty, prompt: PERSONAL });
  const known = { repo_full_name: REPO, kind: "convention", text: PERSONAL };
  const { id: knowledge } = await asAda<KnowledgeItem>("POST", "/api/knowledge", known);
  await asAda("PUT", `/api/repo-settings?repo=${REPO}`, {
    ...DEFAULT_REPO_SETTINGS,
    exit_status_counts: true,
  });
  await asAda("PUT", `/api/egress?repo=${REPO}`, { presets: {}, allow: [`${PERSONAL}.example`] });
  // A server that refuses at once.
  const base_url = `${inject("variables").DEMO_MODEL_URL}/${PERSONAL}`;
  await asAda("PUT", "/api/keys/openai_compatible", { key: "k", base_url });
  const planted = PEOPLE.map(async (person) => {
    places[person] = await plant(person, { draft, knowledge });
  });
  await Promise.all(planted);
});
afterAll(async () => {
  for (const { accessToken: token } of Object.values(users())) {
    const { items } = await ok<{ items: Org[] }>(call("GET", "/api/orgs", { token }));
    for (const org of items)
      if (org.role === "owner") await call("DELETE", `/api/orgs/${org.org_id}`, { token });
    const known = await ok<{ items: KnowledgeItem[] }>(call("GET", `/api/knowledge?repo=${REPO}`, { token }));
    for (const { id } of known.items) await call("DELETE", `/api/knowledge/${id}`, { token });
  }
});

const tokenOf = (person: Person): string | null => {
  if (person === "nobody") return null;
  if (person === "link") return places.link.shareToken;
  return users()[person === "owner" ? "ada" : "grace"].accessToken;
};

function addressOf(operation: string, place: Place): { method: string; path: string } {
  const [method = "", template = ""] = operation.split(" ");
  const token = template.includes("/shares/") ? place.shareToken : place.inviteToken;
  const id = /\/(drafts|knowledge|attachments|orgs|tasks)\//.exec(template)?.[1];
  const ids: Record<string, string> = {
    drafts: place.draft,
    knowledge: place.knowledge,
    attachments: place.attachment,
    orgs: place.org,
    tasks: place.task,
  };
  const path = template
    .replace("{id}", ids[id ?? ""] ?? "")
    .replace("{org}", place.org)
    .replace("{invite_id}", place.invite)
    .replace("{user_id}", place.ada)
    .replace("{provider}", "openai_compatible")
    .replace("{token}", token);
  return { method, path };
}

interface Cell {
  person: Person;
  status: number;
  sees: boolean;
}

/** The body as text; an image is searched as well. */
const said = async (answer: Response) => new TextDecoder().decode(await answer.arrayBuffer());

interface Said {
  status: number;
  text: string;
}

/** `asked` has the row's answers so far: the same request by the same user is not repeated. */
async function attempt(
  operation: string,
  row: Row,
  person: Person,
  asked: Map<string, Promise<Said>>,
): Promise<Cell> {
  const place = places[person];
  const { method, path } = addressOf(operation, place);
  const token = tokenOf(person);
  const ask = async (): Promise<Said> => {
    const headers = {
      "idempotency-key": crypto.randomUUID(),
      ...(path.startsWith("/ws/") && { upgrade: "websocket" }),
    };
    const isUpload = operation === "POST /api/attachments";
    const answer = await (isUpload
      ? upload(token)
      : call(method, path, { token, headers, body: row.body?.(place) }));
    return { status: answer.status, text: await said(answer) };
  };
  const key = method === "GET" || row.own ? `${token} ${path}` : person;
  const answer = asked.get(key) ?? ask();
  asked.set(key, answer);
  const { status, text } = await answer;
  return { person, status, sees: text.includes(row.mark?.(place) ?? place.mark) };
}

const ROWS = Object.entries({ ...ACCESS, ...OTHER_DOORS });
const statusOf = (row: Row, person: Person) => Number(row.statuses.split(" ")[PEOPLE.indexOf(person)]);
const isHarmless = (row: Row, person: Person) =>
  statusOf(row, person) >= 400 || (row.own === true && person !== "owner");

/** Tests the cells of each row that `which` selects, all of a row concurrently. */
async function tryAll(which: (row: Row, person: Person) => boolean): Promise<string[]> {
  const wrong: string[] = [];
  for (const [operation, row] of ROWS) {
    const people = PEOPLE.filter((person) => which(row, person));
    const asked = new Map<string, Promise<Said>>();
    const cells = await Promise.all(people.map((person) => attempt(operation, row, person, asked)));
    for (const { person, status, sees } of cells) {
      const expected = { status: statusOf(row, person), sees: row.sees?.includes(person) ?? false };
      if (status !== expected.status || sees !== expected.sees)
        wrong.push(
          `${person}: ${operation}: ${JSON.stringify({ status, sees })}, not ${JSON.stringify(expected)}`,
        );
    }
  }
  return wrong;
}

/** All of ada's objects, as she reads them. */
async function adasObjects(): Promise<string> {
  const own = [
    "drafts",
    `knowledge?repo=${REPO}`,
    `repo-settings?repo=${REPO}`,
    `egress?repo=${REPO}`,
    "keys",
  ];
  const each = Object.values(places).flatMap(({ task, org, attachment }) => [
    `tasks/${task}`,
    `tasks/${task}/sharing`,
    `orgs/${org}/people`,
    `attachments/${attachment}`,
  ]);
  const read = async (path: string) => `${path} ${await said(await call("GET", `/api/${path}`))}`;
  return (await Promise.all([...own, ...each, "orgs"].map(read))).join("\n");
}

describe("every operation of the API", () => {
  it("has a row in the table of access", async () => {
    const { paths } = await ok<{ paths: Record<string, Record<string, unknown>> }>(
      call("GET", "/api/openapi.json", { token: null }),
    );
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const rows = new Set(Object.keys(ACCESS).map((key) => key.split("?")[0]));
    expect(described.filter((operation) => !rows.has(operation))).toEqual([]);
    expect([...rows].filter((row) => !described.includes(row ?? ""))).toEqual([]);
    for (const { statuses } of Object.values(ACCESS)) expect(statuses.split(" ")).toHaveLength(PEOPLE.length);
  });

  const count = (which: (row: Row, person: Person) => boolean) =>
    ROWS.flatMap(([, row]) => PEOPLE.filter((person) => which(row, person))).length;
  const serves = (row: Row, person: Person) => !isHarmless(row, person);

  it(`refuses whom it must, shows them nothing and leaves no trace: ${count(isHarmless)} cells`, async () => {
    const before = await adasObjects();
    expect(before).toContain(PERSONAL);
    expect(await tryAll(isHarmless)).toEqual([]);
    expect(await adasObjects()).toBe(before);
  });

  it(`serves whom it may, and shows each only what is theirs to read: ${count(serves)} cells`, async () => {
    expect(await tryAll(serves)).toEqual([]);
  });
});
