/** Thousands of invalid requests: none may cause a 5xx, stay unanswered, or reveal a secret. */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { storeConfig } from "../../access/database.ts";
import { createApp } from "../../api/app.ts";
import type { Bindings } from "../../bindings.ts";
import { readConfig } from "../../env.ts";
import {
  DEFAULT_REPO_SETTINGS,
  type KnowledgeItem,
  type Org,
  type OrgInvite,
  type Sharing,
} from "../../protocol/index.ts";
import { serviceClient, userClient } from "../../store/client.ts";
import { insertTask } from "../../store/tasks.ts";
import { call, connectGitHub, createTask, FIX, ok, until, users } from "../verne.ts";
import { type Document, type FuzzedRequest, fuzzed, type Known, seeded } from "./fuzz.ts";

/**
 * Seed of the first request; each next one adds one, and a failure prints its own. Another seed tests other requests.
 */
const SEED = 20_261_130;
const REQUESTS = inject("long") ? 10_000 : 400;
const AT_ONCE = 8;
/** A request that takes this long counts as hanging. */
const HANGS_AFTER_MS = 60_000;

/** No rate limit: the routes are tested, not the limit. */
const endless: RateLimit = { limit: async () => ({ success: true }) };
const bindings = env as unknown as Bindings; // the same ones; `env` has the types of another file
const OPEN: Bindings = { ...bindings, USER_RATE: endless, ADDRESS_RATE: endless };
const app = createApp();

let document: Document;
let known: Known;
let secrets: string[] = [];

async function endedTask(): Promise<string> {
  const id = crypto.randomUUID();
  const { accessToken, userId } = users().ada;
  const config = storeConfig(readConfig(env));
  await insertTask(userClient(config, accessToken), {
    ...FIX,
    id,
    user_id: userId,
    title: "t",
    auto_pr: false,
    review_plan: true,
  });
  const { error } = await serviceClient(config).from("tasks").update({ state: "complete" }).eq("id", id);
  if (error) throw new Error(error.message);
  return id;
}

/** A task that accepts commands. */
async function waitingTask(): Promise<string> {
  const { task_id } = await createTask();
  await until(task_id, "awaiting_approval");
  return task_id;
}

beforeAll(async () => {
  await connectGitHub();
  document = await ok<Document>(call("GET", "/api/openapi.json", { token: null }));
  const [task, linked] = [await endedTask(), await endedTask()];
  const alive = inject("long") ? [await waitingTask(), await waitingTask()] : [];
  const body = { visibility: "link" };
  const { url } = await ok<Sharing>(call("PUT", `/api/tasks/${linked}/sharing`, { body }));
  const { org_id } = await ok<Org>(call("POST", "/api/orgs", { body: { name: "Fuzz" } }));
  const invites = `/api/orgs/${org_id}/invites`;
  const invite = await ok<OrgInvite>(call("POST", invites, { body: { role: "viewer" } }));
  const { ada, grace } = users();
  known = {
    tokens: [
      ...Array(40).fill(ada.accessToken),
      grace.accessToken,
      ...Object.values(inject("badTokens")),
      null,
    ],
    ids: [...alive, task, linked, org_id, invite.invite_id, ada.userId, grace.userId, crypto.randomUUID()],
    links: [url, invite.url].map((address) => address?.split("/").at(-1) ?? ""),
    repos: [FIX.repo_full_name, "samples/nothing"],
  };
  const { SUPABASE_SECRET_KEY, CAPABILITY_SECRET, SANDBOX_RUNNER_TOKEN = "", KEY_RING } = readConfig(env);
  const { keys } = JSON.parse(KEY_RING) as { keys: Record<string, string> }; // as keyring.ts reads it
  secrets = [SUPABASE_SECRET_KEY, CAPABILITY_SECRET, SANDBOX_RUNNER_TOKEN, ...Object.values(keys)];
});
afterAll(async () => {
  for (const { accessToken: token } of Object.values(users())) {
    const items = async <T>(path: string) => (await ok<{ items: T[] }>(call("GET", path, { token }))).items;
    for (const { org_id, role } of await items<Org>("/api/orgs"))
      if (role === "owner") await call("DELETE", `/api/orgs/${org_id}`, { token });
    for (const { draft_id } of await items<{ draft_id: string }>("/api/drafts"))
      await call("DELETE", `/api/drafts/${draft_id}`, { token });
    for (const repo of known.repos) {
      for (const { id } of await items<KnowledgeItem>(`/api/knowledge?repo=${repo}`))
        await call("DELETE", `/api/knowledge/${id}`, { token });
      await call("PUT", `/api/egress?repo=${repo}`, { token, body: { presets: {}, allow: [] } });
      await call("PUT", `/api/repo-settings?repo=${repo}`, { token, body: DEFAULT_REPO_SETTINGS });
    }
    await call("DELETE", "/api/keys/openai_compatible", { token });
  }
});

/** The fault of the answer; null if there is none. */
async function wrongWith({ method, path, headers, body }: FuzzedRequest): Promise<string | null> {
  const request = new Request(`https://verne.test${path}`, { method, headers, body: body ?? null });
  const hung = AbortSignal.timeout(HANGS_AFTER_MS);
  const answer = await Promise.race([
    app.request(request, {}, OPEN),
    new Promise<null>((resolve) => hung.addEventListener("abort", () => resolve(null))),
  ]);
  if (answer === null) return "no answer";
  const said = await answer.text();
  if (answer.status >= 500) return `${answer.status} ${said}`;
  if (secrets.some((secret) => said.includes(secret))) return "shows a secret";
  const isRefusal = answer.status >= 400 && method !== "HEAD";
  if (isRefusal && !/^\{"error":\{"code":"\w+","message":"/.test(said))
    return `${answer.status} without a reason: ${said.slice(0, 200)}`;
  return null;
}

const told = ({ method, path, headers, body }: FuzzedRequest) =>
  JSON.stringify({ method, path, headers, body: String(body).slice(0, 400) }).slice(0, 1_500);

it(`${REQUESTS} requests of every wrong kind are answered, and none with a fault of ours`, async () => {
  const wrong: string[] = [];
  let next = 0;
  const ask = async () => {
    while (next < REQUESTS) {
      const seed = SEED + next;
      next += 1;
      const request = fuzzed(seeded(seed), document, known);
      const problem = await wrongWith(request).catch((error: unknown) => `threw ${error}`);
      if (problem !== null) wrong.push(`seed ${seed}: ${problem}\n  ${told(request)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  expect(wrong).toEqual([]);
}, 1_200_000);
