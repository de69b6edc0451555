/**
 * After one task with a pull request, searches for every secret of the running product in everything stored or shown:
 * files of the sandbox and the stand-ins, arguments, environments of commands, journal, database, R2, frames, answers,
 * pull request, logs. Each secret may appear only in its one place.
 */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { secretsIn } from "../../../local/testing/secret-forms.ts";
import { storeConfig } from "../../access/database.ts";
import { readConfig } from "../../env.ts";
import type { Org, OrgInvite, Sharing, SocketTicket } from "../../protocol/index.ts";
import { serviceClient } from "../../store/client.ts";
import {
  catalogue,
  edit,
  plantedSecrets,
  publish,
  read,
  runTrial,
  searchMachine,
  type Trial,
} from "../trial.ts";
import { call, connectGitHub, ok, stubOf, users } from "../verne.ts";

/** A positive control, planted everywhere: a search that does not find it does not work. */
const CONTROL = `canary-control-${crypto.randomUUID()}`;
const MODEL_KEY = `canary-model-${crypto.randomUUID()}`;

/** Its test stores and prints everything that a task's command can see. */
const REPO = {
  "package.json": `${JSON.stringify({ name: "canary", version: "1.0.0", scripts: { test: "node --test" } })}\n`,
  "one.js": "exports.one = () => 1;\n",
  "one.test.js": `const { execSync } = require("node:child_process");
require("node:test")("looks around", () => {
  const all = "env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline; git config --list --show-origin; cat .git/config; echo ${CONTROL}";
  const seen = execSync(all + " 2>/dev/null || true", { shell: "/bin/sh" });
  require("node:fs").writeFileSync(process.env.HOME + "/seen", seen);
  console.log(seen.toString("latin1").replaceAll("\\0", "\\n"));
});
`,
};

const logged: string[] = [];
const sent: { to: string; address: string; headers: string }[] = [];
const LOUD = ["debug", "error", "info", "log", "warn"] as const;
const silent = LOUD.map((name) => console[name]);
const realFetch = globalThis.fetch;

let secrets: Record<string, string> = {};
let trial: Trial;

beforeAll(async () => {
  for (const name of LOUD)
    console[name] = (...all: unknown[]) =>
      void logged.push(all.map((one) => `${one} ${JSON.stringify(one)}`).join(" "));
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    sent.push({
      to: new URL(request.url).origin,
      address: request.url,
      headers: [...request.headers].map(([name, value]) => `${name}: ${value}`).join("\n"),
    });
    return realFetch(request);
  };
  await connectGitHub();
  const body = { key: MODEL_KEY, base_url: inject("variables").DEMO_MODEL_URL };
  await ok(call("PUT", "/api/keys/openai_compatible", { body }));
  trial = await runTrial({
    repo: REPO,
    files: ["one.js"],
    calls: [read("one.js"), edit("one.js", "exports.one", `// ${CONTROL}\nexports.one`)],
    task: { provider: "openai_compatible" },
  });
  secrets = await everySecret();
});
afterAll(async () => {
  for (const [index, name] of LOUD.entries()) console[name] = silent[index] ?? console[name];
  globalThis.fetch = realFetch;
  await call("DELETE", "/api/keys/openai_compatible");
});

async function everySecret(): Promise<Record<string, string>> {
  const config = readConfig(env);
  const { keys } = JSON.parse(config.KEY_RING) as { keys: Record<string, string> }; // as keyring.ts reads it
  const { ada, grace } = users();
  const { org_id } = await ok<Org>(call("POST", "/api/orgs", { body: { name: CONTROL } }));
  const invites = `/api/orgs/${org_id}/invites`;
  const { url: invitation } = await ok<OrgInvite>(call("POST", invites, { body: { role: "viewer" } }));
  const { ticket } = await ok<SocketTicket>(call("POST", `/api/tasks/${trial.taskId}/ticket`));
  const sharing = { body: { visibility: "link" } };
  const { url: link } = await ok<Sharing>(call("PUT", `/api/tasks/${trial.taskId}/sharing`, sharing));
  const lastPart = (url: string | null) => url?.split("/").at(-1) ?? "";
  return {
    ...(await plantedSecrets()),
    "model key": MODEL_KEY,
    "GitHub token of ada": ada.providerToken,
    "GitHub token of grace": grace.providerToken,
    "session of ada": ada.accessToken,
    "secret key of Supabase": config.SUPABASE_SECRET_KEY,
    "token of the runner": config.SANDBOX_RUNNER_TOKEN ?? "",
    "secret of capabilities": config.CAPABILITY_SECRET,
    ...Object.fromEntries(Object.entries(keys).map(([version, key]) => [`key ring: ${version}`, key])),
    "link to the task": lastPart(link),
    invitation: lastPart(invitation),
    ticket,
  };
}

/** Everything stored in the task's object. */
const objectText = () =>
  runInDurableObject(stubOf(trial.taskId), (_object, { storage }) => {
    const named = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    );
    const rows = named.toArray().flatMap(({ name }) => storage.sql.exec(`SELECT * FROM ${name}`).toArray());
    return rows.flatMap((row) => Object.values(row).map(textOf)).join("\n");
  });
const textOf = (value: unknown): string =>
  value instanceof ArrayBuffer ? new TextDecoder().decode(value) : String(value);

async function storedText(): Promise<string> {
  const { objects } = await env.ARTIFACTS.list({ limit: 1000 });
  const bodies = objects.map(
    async ({ key }) => `${key} ${(await (await env.ARTIFACTS.get(key))?.text()) ?? ""}`,
  );
  return (await Promise.all(bodies)).join("\n");
}

/** Every row readable with the installation's key. */
async function rowsText(): Promise<string> {
  const service = serviceClient(storeConfig(readConfig(env)));
  const tables = Object.keys((await catalogue()).primaryKeys);
  const rows = tables.map(async (table) =>
    JSON.stringify((await service.from(table as "tasks").select("*")).data),
  );
  return (await Promise.all(rows)).join("\n");
}

async function answersText(prUrl: string | null): Promise<string> {
  const id = trial.taskId;
  const parts = ["", "/events?limit=1000", "/diff", "/patch", "/pull", "/base"];
  const paths = [
    ...parts.map((part) => `tasks/${id}${part}`),
    ..."tasks keys me usage models orgs drafts".split(" "),
  ];
  const answers = paths.map(async (path) => (await call("GET", `/api/${path}`)).text());
  return [...(await Promise.all(answers)), await (await realFetch(prUrl ?? "")).text()].join("\n");
}

describe("after a task that came to its pull request", () => {
  it("no secret lies anywhere, and what was printed on purpose does", async () => {
    const inReview = await searchMachine({ ...secrets, CONTROL }, "sandboxes");
    const { view: done } = await publish(trial);
    const after = await searchMachine(secrets);
    expect(inReview.hits.filter(({ secret }) => secret !== "CONTROL")).toEqual([]);
    expect(inReview.hits.map(({ where }) => where)).toContainEqual(
      expect.stringMatching(/^sandboxes\/.*\/seen$/),
    );
    expect(after.hits).toEqual([]);
    expect(after.files).toBeGreaterThan(100);

    const events = trial.events.map((event) => JSON.stringify(event)).join("\n");
    const texts = {
      object: await objectText(),
      database: await rowsText(),
      frames: events,
      answers: await answersText(done.pr_url),
    };
    for (const [where, text] of Object.entries({
      ...texts,
      stored: await storedText(),
      logs: logged.join("\n"),
    }))
      expect([where, secretsIn(text, secrets)]).toEqual([where, []]);
    for (const [where, text] of Object.entries(texts))
      expect([where, text.includes(CONTROL)]).toEqual([where, true]);
    expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(15);
  });

  it("each secret went to its one place, and none in an address", () => {
    const {
      SUPABASE_URL = "",
      GITHUB_API_URL = "",
      GITHUB_WEB_URL = "",
      DEMO_MODEL_URL = "",
      SANDBOX_RUNNER_URL = "",
    } = inject("variables");
    const origins = (...urls: string[]) => urls.map((url) => new URL(url).origin);
    const places: Record<string, string[]> = {
      "model key": origins(DEMO_MODEL_URL),
      "GitHub token of ada": origins(GITHUB_API_URL, GITHUB_WEB_URL),
      "GitHub token of grace": origins(GITHUB_API_URL, GITHUB_WEB_URL),
      "session of ada": origins(SUPABASE_URL),
      "secret key of Supabase": origins(SUPABASE_URL),
      "token of the runner": origins(SANDBOX_RUNNER_URL),
    };
    const lost = sent.flatMap(({ to, address, headers }) => [
      ...secretsIn(address, secrets).map((name) => `${name} in ${address}`),
      ...secretsIn(headers, secrets)
        .filter((name) => !places[name]?.includes(to))
        .map((name) => `${name} to ${to}`),
    ]);
    expect(lost).toEqual([]);
    const used = new Set(sent.flatMap(({ headers }) => secretsIn(headers, secrets)));
    expect([...used].sort()).toEqual(Object.keys(places).sort());
  });
});
