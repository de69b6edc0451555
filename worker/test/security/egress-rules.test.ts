/** A user's network allow-list for a repository, and its effect on tasks. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { storeConfig } from "../../access/database.ts";
import { readConfig } from "../../env.ts";
import {
  DEFAULT_REPO_SETTINGS,
  EgressRules,
  type Org,
  OrgEgressRules,
  type OrgInvite,
  type TaskEvent,
} from "../../protocol/index.ts";
import { userClient } from "../../store/client.ts";
import { insertTask } from "../../store/tasks.ts";
import type { Life } from "../../task/record/life.ts";
import { egressSettings } from "../../task/work/host/egress.ts";
import { edit, makeRepository, read, runTrial } from "../trial.ts";
import { BROKEN_TASKS, call, connectGitHub, errorOf, FIX, initOf, ok, users } from "../verne.ts";

beforeAll(connectGitHub);

const pathOf = (repo: string, more = "") => `/api/egress${more}?repo=${encodeURIComponent(repo)}`;
const get = async (repo: string, token?: string) =>
  EgressRules.parse(await ok(call("GET", pathOf(repo), token ? { token } : {})));
const put = (repo: string, body: unknown) => call("PUT", pathOf(repo), { body });
const allow = (repo: string, host: unknown) => call("POST", pathOf(repo, "/allow"), { body: { host } });

describe("the network rules of a repository", () => {
  it("are nothing until somebody decides, grow host by host, and change as a whole", async () => {
    const repo = "ada/Network";
    expect(await get(repo)).toEqual({ repo_full_name: repo, presets: {}, allow: [], updated_at: null });
    for (const host of ["a.example", "b.example:8443", "a.example"]) await ok(allow(repo, host));
    const kept = await get("ADA/network");
    expect(kept).toMatchObject({ allow: ["a.example", "b.example:8443"] });
    expect(kept.presets).toEqual({});
    await Promise.all(["c.example", "d.example"].map((host) => ok(allow(repo, host))));
    expect((await get(repo)).allow.toSorted()).toEqual([
      ...["a.example", "b.example:8443", "c.example", "d.example"],
    ]);
    const decided = { presets: { tests: "registries" }, allow: ["*.example.com"] };
    expect(await ok(put(repo, decided))).toMatchObject(decided);
    expect(await get(repo)).toMatchObject(decided);
  });

  it("are each user's own, and leave other settings alone", async () => {
    const repo = "ada/own-network";
    const settings = `/api/repo-settings?repo=${repo}`;
    await ok(call("PUT", settings, { body: { ...DEFAULT_REPO_SETTINGS, exit_status_counts: true } }));
    await ok(allow(repo, "a.example"));
    expect(await ok(call("GET", settings))).toMatchObject({ exit_status_counts: true });
    await ok(call("PUT", settings, { body: DEFAULT_REPO_SETTINGS }));
    expect((await get(repo)).allow).toEqual(["a.example"]);
    expect(await get(repo, users().grace.accessToken)).toMatchObject({ allow: [], updated_at: null });
    for (const [method, path] of [
      ["GET", ""],
      ["PUT", ""],
      ["POST", "/allow"],
    ] as const)
      expect((await call(method, pathOf(repo, path), { token: null })).status).toBe(401);
  });

  it.each(["localhost", "http://a.example", "a.example/b", "A b.example", "", 7, null, "*", "[::1]"])(
    "take no %j for a host",
    async (host) => {
      const error = await errorOf(allow("ada/strict-network", host));
      expect(error).toMatchObject({ status: 400, code: "invalid_request" });
      expect(error.message).toContain("host");
    },
  );

  it("name what is wrong with a list", async () => {
    const repo = "ada/strict-network";
    for (const [body, named] of [
      [{ presets: {} }, "allow"],
      [{ allow: [] }, "presets"],
      [{ presets: { tests: "everything" }, allow: [] }, "presets.tests"],
      [{ presets: { lunch: "all" }, allow: [] }, "presets"],
      [{ presets: {}, allow: Array.from({ length: 201 }, (_, n) => `h${n}.example`) }, "allow"],
    ] as const)
      expect((await errorOf(put(repo, body))).message).toContain(named);
    await ok(put(repo, { presets: {}, allow: Array.from({ length: 200 }, (_, n) => `h${n}.example`) }));
    expect(await errorOf(allow(repo, "one-more.example"))).toMatchObject({
      status: 409,
      message: "a repository has at most 200 allowed hosts",
    });
  });
});

describe("the network rules of an organisation", () => {
  const orgPath = ({ org_id }: Org) => `/api/orgs/${org_id}/egress`;
  const { ada, grace } = users();

  it("are read by its members, decided by admins and owners, and hold for tasks that are shared with it", async () => {
    const org = await ok<Org>(call("POST", "/api/orgs", { body: { name: "Engines" } }));
    const invite = { body: { role: "member" } };
    const { url } = await ok<OrgInvite>(call("POST", `/api/orgs/${org.org_id}/invites`, invite));
    const token = grace.accessToken;
    await ok(call("POST", `/api/invites/${url.split("/").at(-1)}/accept`, { token }));
    const decided = { presets: { tests: "registries" }, allow: ["a.example", "a.example", "b.example:8443"] };
    const read = async (as: string) =>
      OrgEgressRules.parse(await ok(call("GET", orgPath(org), { token: as })));
    const unset = await read(token);
    expect(unset).toMatchObject({ allow: [], updated_at: null });
    expect(unset.presets).toEqual({});
    const held = OrgEgressRules.parse(await ok(call("PUT", orgPath(org), { body: decided })));
    expect(held).toMatchObject({ presets: decided.presets, allow: ["a.example", "b.example:8443"] });
    expect(await read(token)).toEqual(held);
    expect(await errorOf(call("PUT", orgPath(org), { body: decided, token }))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
    expect(
      (await errorOf(call("PUT", orgPath(org), { body: { presets: {}, allow: ["x"] } }))).message,
    ).toContain("allow");

    // The task's own rules take precedence, and none of the organisation's apply to a task that is not shared.
    const taskId = crypto.randomUUID();
    const init = { ...initOf(taskId), userId: ada.userId, repo_full_name: "ada/of-an-org" };
    await ok(allow(init.repo_full_name, "own.example"));
    const config = readConfig(env);
    const row = { ...FIX, id: taskId, user_id: ada.userId, title: "t", auto_pr: false, review_plan: true };
    await insertTask(userClient(storeConfig(config), ada.accessToken), row);
    // The only member that is read.
    const life = { record: { init } } as Life;
    const lists = async () => (await egressSettings(config, life)).map((one) => one.allow);
    expect(await lists()).toEqual([["own.example"]]);
    const sharing = { visibility: "org", org_id: org.org_id };
    await ok(call("PUT", `/api/tasks/${taskId}/sharing`, { body: sharing }));
    expect(await lists()).toEqual([["a.example", "b.example:8443"], ["own.example"]]);
    await call("DELETE", `/api/orgs/${org.org_id}`);
    expect(await lists()).toEqual([["own.example"]]);
    BROKEN_TASKS.add(taskId);
  });
});

const level = inject("variables").SANDBOX_ISOLATION;

describe.skipIf(level !== "bubblewrap")(
  "a task whose tests ask for a host (needs the level bubblewrap)",
  () => {
    const denials = (events: readonly TaskEvent[]) =>
      events.flatMap((event) => (event.type === "egress_denied" ? [event.data] : []));

    it("is told which rule refused it and what would allow it, and reaches it once that is allowed", async () => {
      const test = `import { test } from "node:test";
      test("asks", async () => { await fetch("http://tool.invalid/", { signal: AbortSignal.timeout(10_000) }).catch(() => {}); });`;
      const repo = await makeRepository({
        commits: [
          {
            files: {
              "package.json": JSON.stringify({
                name: "asks",
                type: "module",
                scripts: { test: "node --test" },
              }),
              "a.js": "export const a = 1;\n",
              "a.test.js": test,
            },
          },
        ],
      });
      const trial = { repo, files: ["a.js"], calls: [read("a.js"), edit("a.js", "1", "2")] };
      const refused = denials((await runTrial(trial)).events);
      expect(refused.length).toBeGreaterThan(0);
      expect(
        new Set(refused.map(({ phase, host, rule, allow }) => [phase, host, rule, allow].join(" | "))),
      ).toEqual(
        new Set(["tests | tool.invalid | tests: none: tool.invalid is not on the list | tool.invalid"]),
      );
      await ok(allow(repo, refused[0]?.allow));
      expect(denials((await runTrial(trial)).events)).toEqual([]);
    });
  },
);
