import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { storeConfig } from "../access/database.ts";
import { readConfig } from "../env.ts";
import {
  KnowledgeItem,
  KnowledgeList,
  MAX_KNOWLEDGE_PER_REPO,
  type TaskEvent,
  UsageReport,
} from "../protocol/index.ts";
import { serviceClient, userClient } from "../store/client.ts";
import { addKnowledge } from "../store/knowledge.ts";
import { appendTaskLogs } from "../store/task-logs.ts";
import { insertTask } from "../store/tasks.ts";
import { call, errorOf, FIX, ok, users } from "./verne.ts";

const config = () => storeConfig(readConfig(env));

describe("usage", () => {
  const taskId = crypto.randomUUID();
  const modelCall = (seq: number, timestamp: string, cost: number | null): TaskEvent => ({
    task_id: taskId,
    seq,
    actor: { kind: "system" },
    timestamp,
    stage: seq === 1 ? "planning" : "applying_changes",
    message: "100 tokens in, 10 out",
    type: "usage",
    data: {
      model: "verne-demo",
      usage: { input_tokens: 100, output_tokens: 10, cached_input_tokens: 0, cost_usd: cost },
      calls: seq,
    },
  });
  // A separate month, and tasks without an object: other files run tasks at the same time.
  const MAY = "from=2025-05-01&to=2025-05-31";

  beforeAll(async () => {
    const { accessToken, userId } = users().ada;
    await insertTask(userClient(config(), accessToken), {
      ...FIX,
      id: taskId,
      user_id: userId,
      title: 'Fix "it", twice',
      auto_pr: false,
      review_plan: true,
    });
    await appendTaskLogs(serviceClient(config()), taskId, [
      modelCall(1, "2025-05-01T00:00:00.000Z", 0.25),
      modelCall(2, "2025-05-31T23:59:59.999Z", null),
      modelCall(3, "2025-06-01T00:00:00.000Z", 1),
    ]);
  });

  it("reports what the caller's tasks spent, and what is not known of it", async () => {
    const report = UsageReport.parse(await ok(call("GET", `/api/usage?${MAY}`)));
    const sum = { calls: 2, input_tokens: 200, output_tokens: 20, cost_usd: 0.25, unknown_cost_calls: 1 };
    expect(report).toMatchObject({
      from: "2025-05-01",
      to: "2025-05-31",
      totals: sum,
      by_day: [
        { day: "2025-05-01", cost_usd: 0.25 },
        { day: "2025-05-31", cost_usd: null, unknown_cost_calls: 1 },
      ],
      by_model: [{ provider: "demo", model: "verne-demo", ...sum }],
      by_repo: [{ repo_full_name: FIX.repo_full_name, ...sum }],
      by_task: [{ task_id: taskId, title: 'Fix "it", twice', ...sum }],
      by_step: [{ stage: "planning" }, { stage: "applying_changes" }],
    });
  });

  it("counts how the period's tasks ended, the caller's alone", async () => {
    const outcomes = async (who: "ada" | "grace", query = "") =>
      UsageReport.parse(await ok(call("GET", `/api/usage${query}`, { token: users()[who].accessToken })))
        .outcomes;
    const { accessToken, userId } = users().grace;
    const before = { ada: await outcomes("ada"), grace: await outcomes("grace") };
    for (const state of ["complete", "failed", "complete", "cancelled", "testing"]) {
      const id = crypto.randomUUID();
      const flags = { auto_pr: false, review_plan: true, title: "t" };
      await insertTask(userClient(config(), accessToken), { ...FIX, ...flags, id, user_id: userId });
      await serviceClient(config()).rpc("mirror_task", { p: { id, state, version: 1 } });
    }
    const { complete, failed, cancelled } = before.grace;
    expect(await outcomes("grace")).toEqual({
      complete: complete + 2,
      failed: failed + 1,
      cancelled: cancelled + 1,
    });
    expect(await outcomes("ada")).toEqual(before.ada);
    expect(await outcomes("grace", `?${MAY}`)).toEqual({ complete: 0, failed: 0, cancelled: 0 });
  });

  it("is a table on request", async () => {
    const answer = await call("GET", `/api/usage?${MAY}&format=csv`);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe(
      'attachment; filename="verne-usage-2025-05-01-2025-05-31.csv"',
    );
    const [header, ...lines] = (await answer.text()).split("\r\n");
    expect(header).toMatch(/^day,provider,model,/);
    const task = `${FIX.repo_full_name},${taskId},"Fix ""it"", twice"`;
    expect(lines).toEqual([
      `2025-05-01,demo,verne-demo,${task},planning,1,100,10,0,0.25,0`,
      `2025-05-31,demo,verne-demo,${task},applying_changes,1,100,10,0,,1`,
      "",
    ]);
  });

  it("of somebody else is not shown", async () => {
    const report = await ok(call("GET", `/api/usage?${MAY}`, { token: users().grace.accessToken }));
    expect(report).toMatchObject({ totals: { calls: 0, cost_usd: 0 }, by_task: [] });
    expect((await call("GET", `/api/usage?${MAY}`, { token: null })).status).toBe(401);
  });

  it("covers thirty days when nothing is asked", async () => {
    const { from, to } = UsageReport.parse(await ok(call("GET", "/api/usage")));
    expect(Date.parse(to) - Date.parse(from)).toBe(29 * 86_400_000);
  });

  it.each([
    ["from=yesterday", "from"],
    ["from=2025-02-30", "from"],
    ["to=2025-05-01T00:00:00Z", "to"],
    ["to=9999-12-31", "to"],
    ["from=0000-01-01&to=0000-01-02", "from"],
    ["from=2025-05-02&to=2025-05-01", "from"],
    ["from=2024-05-01&to=2025-05-02", "from"],
    ["format=xml", "format"],
  ])("refuses %s and names the field", async (query, path) => {
    expect(await errorOf(call("GET", `/api/usage?${query}`))).toMatchObject({
      status: 400,
      code: "invalid_request",
      message: expect.stringMatching(new RegExp(`^${path}: `)),
      details: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });
});

describe("knowledge", () => {
  const post = (body: unknown) => call("POST", "/api/knowledge", { body });
  const list = async (repo: string, token?: string) =>
    KnowledgeList.parse(await ok(call("GET", `/api/knowledge?repo=${repo}`, token ? { token } : {}))).items;

  it("is added once, listed, corrected and deleted", async () => {
    const repo_full_name = "ada/knowledge";
    const input = { repo_full_name, kind: "convention", text: "  Two spaces\nper level  " };
    const added = await post(input);
    expect(added.status).toBe(201);
    const item = KnowledgeItem.parse(await added.json());
    expect(item).toMatchObject({ ...input, text: "Two spaces\nper level", source_task: null });
    const again = await post(input);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(item);
    expect(await list(repo_full_name)).toEqual([item]);
    expect(await list("ada/another")).toEqual([]);

    const patch = (body: unknown, id = item.id) => call("PATCH", `/api/knowledge/${id}`, { body });
    const corrected = await ok(patch({ text: "Four spaces" }));
    expect(corrected).toMatchObject({ id: item.id, text: "Four spaces", kind: "convention" });
    await post(input);
    expect(await errorOf(patch({ text: "Two spaces\nper level" }))).toMatchObject({
      status: 409,
      code: "invalid_state",
      message: expect.stringContaining("another item"),
    });
    expect(await errorOf(patch({ text: " " }))).toMatchObject({ status: 400, details: [{ path: "text" }] });
    for (const id of ["none", crypto.randomUUID()])
      expect(await errorOf(patch({ text: "x" }, id))).toMatchObject({ status: 404, code: "not_found" });

    for (const id of [item.id, item.id, "none"])
      expect((await call("DELETE", `/api/knowledge/${id}`)).status).toBe(204);
    expect((await list(repo_full_name)).map(({ text }) => text)).toEqual(["Two spaces\nper level"]);
  });

  it("of somebody else is absent", async () => {
    const repo = "ada/private";
    const item = await ok<KnowledgeItem>(post({ repo_full_name: repo, kind: "command", text: "npm test" }));
    const token = users().grace.accessToken;
    const path = `/api/knowledge/${item.id}`;
    expect(await list(repo, token)).toEqual([]);
    expect(await errorOf(call("PATCH", path, { token, body: { text: "x" } }))).toMatchObject({ status: 404 });
    expect((await call("DELETE", path, { token })).status).toBe(204);
    expect(await list(repo)).toEqual([item]);
    expect((await call("GET", `/api/knowledge?repo=${repo}`, { token: null })).status).toBe(401);
  });

  it("that the Worker learned is listed with its task", async () => {
    const { accessToken, userId } = users().ada;
    const id = crypto.randomUUID();
    await insertTask(userClient(config(), accessToken), {
      ...FIX,
      id,
      user_id: userId,
      title: "Learns",
      auto_pr: false,
      review_plan: true,
    });
    const learned = { repo_full_name: "ada/learned", kind: "command", text: "npm test" } as const;
    await addKnowledge(serviceClient(config()), { userId, sourceTask: id, ...learned });
    expect(await list("ada/learned")).toMatchObject([{ ...learned, source_task: id }]);
  });

  it.each([
    [{ repo_full_name: "../etc" }, "repo_full_name"],
    [{ kind: "rumour" }, "kind"],
    [{ text: " \n " }, "text"],
    [{ text: "x".repeat(2001) }, "text"],
    [{ text: "a\u0000b" }, "text"],
    [{ text: 7 }, "text"],
  ])("refuses %j and names the field", async (change, path) => {
    const body = { repo_full_name: "ada/invalid", kind: "command", text: "npm test", ...change };
    expect(await errorOf(post(body))).toMatchObject({
      status: 400,
      code: "invalid_request",
      details: [{ path, message: expect.any(String) }],
    });
    expect(await errorOf(call("GET", "/api/knowledge"))).toMatchObject({
      status: 400,
      details: [{ path: "repo" }],
    });
  });

  it("has a limit, and the refusal says what to do", async () => {
    const repo_full_name = "ada/limit";
    const { userId } = users().ada;
    const rows = Array.from({ length: MAX_KNOWLEDGE_PER_REPO }, (_, n) => ({
      user_id: userId,
      repo_full_name,
      kind: "command" as const,
      text: `make step-${n}`,
    }));
    expect((await serviceClient(config()).from("repo_knowledge").insert(rows)).error).toBeNull();
    expect(await errorOf(post({ repo_full_name, kind: "command", text: "make more" }))).toMatchObject({
      status: 409,
      code: "invalid_state",
      message: "this repository has 200 items, which is the limit; delete one first",
    });
  });
});
