/** The composer's requests to the Worker: models with their prices, files of a branch, drafts. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { storeConfig } from "../access/database.ts";
import { readConfig } from "../env.ts";
import { Draft, DraftList, FileList, MAX_DRAFTS, ModelList, type TaskRun } from "../protocol/index.ts";
import { serviceClient, userClient } from "../store/client.ts";
import { insertTask, mirrorTask } from "../store/tasks.ts";
import { call, connectGitHub, errorOf, FIX, initOf, ok, users } from "./verne.ts";

beforeAll(connectGitHub);
/** What a made-up task has not used. */
const UNUSED = { cached_input_tokens: 0, cost_usd: null, commands: 0, command_ms: 0 };

const grace = () => ({ token: users().grace.accessToken });

describe("GET /api/models", () => {
  const list = async () => ModelList.parse(await ok(call("GET", "/api/models", grace())));

  it("says what each model costs, and keeps what is not known apart from what is free", async () => {
    const { providers, typical_task } = await list();
    const models = (id: string) => providers.find((provider) => provider.id === id)?.models ?? [];
    expect(typical_task).toMatchObject({ from_tasks: 0 });
    expect(models("demo")).toMatchObject([{ price_class: "free", typical_task_usd: 0 }]);
    expect(models("auto")).toMatchObject([{ price: null, price_class: null, typical_task_usd: null }]);
    expect(models("anthropic").every(({ price_class }) => price_class !== null)).toBe(true);
  });

  it("takes the typical task from the caller's complete tasks, the demo model's left out", async () => {
    const { accessToken, userId } = users().grace;
    const config = storeConfig(readConfig(env));
    const [client, service] = [userClient(config, accessToken), serviceClient(config)];
    const flags = { auto_pr: false, review_plan: true, title: "t" };
    const finished = async (provider: string, input_tokens: number, state: TaskRun["state"]) => {
      const id = crypto.randomUUID();
      await insertTask(client, { ...FIX, ...flags, id, user_id: userId, provider });
      const usage = { input_tokens, output_tokens: 10, ...UNUSED };
      await mirrorTask(service, { ...runOf(id), state, usage });
    };
    await finished("openai", 100, "complete");
    await finished("openai", 900, "complete");
    await finished("anthropic", 300, "complete");
    await finished("demo", 7, "complete");
    await finished("openai", 7, "failed");
    expect((await list()).typical_task).toEqual({
      input_tokens: 300,
      cached_input_tokens: 0,
      output_tokens: 10,
      from_tasks: 3,
    });
  });
});

describe("GET /api/files", () => {
  const files = (query: string, options = {}) => call("GET", `/api/files?${query}`, options);

  it("finds a file by a part of its name", async () => {
    const found = FileList.parse(await ok(files("repo=samples/shopping-cart&branch=main&q=DISC&limit=1")));
    expect(found).toEqual({ items: ["src/discount.js"], truncated: true });
  });

  it("names the branch that is missing, and what is wrong", async () => {
    expect(await errorOf(files("repo=samples/shopping-cart&branch=nope"))).toMatchObject({
      status: 404,
      code: "branch_not_found",
    });
    expect(await errorOf(files("repo=samples/shopping-cart&branch=a..b"))).toMatchObject({
      status: 400,
      details: [expect.objectContaining({ path: "branch" })],
    });
    expect((await files("repo=samples/shopping-cart&branch=main", { token: null })).status).toBe(401);
  });
});

describe("drafts", () => {
  const half = { repo_full_name: null, branch: null, prompt: "Half a thought", provider: null, model: null };
  const put = (id: string, body: unknown, options = {}) =>
    call("PUT", `/api/drafts/${id}`, { body, ...options });
  const drafts = async (options = {}) => DraftList.parse(await ok(call("GET", "/api/drafts", options))).items;

  it("are kept, changed in place and thrown away", async () => {
    const id = crypto.randomUUID();
    const made = Draft.parse(await ok(put(id, half)));
    expect(made).toMatchObject({ ...half, draft_id: id, review_plan: true, auto_pr: false });
    const budget = { max_cost_usd: 2, max_tokens: null, max_minutes: null, max_model_calls: null };
    const whole = { ...FIX, auto_pr: true, review_plan: false, budget, images: [crypto.randomUUID()] };
    await ok(put(id, whole));
    expect(await drafts()).toMatchObject([{ ...whole, draft_id: id }]);
    expect((await call("DELETE", `/api/drafts/${id}`)).status).toBe(204);
    expect(await drafts()).toEqual([]);
  });

  it("are nobody else's, also where the id is the same", async () => {
    const id = crypto.randomUUID();
    await ok(put(id, half));
    await ok(put(id, { ...half, prompt: "Of grace" }, grace()));
    expect(await drafts()).toMatchObject([{ prompt: half.prompt }]);
    expect((await call("DELETE", `/api/drafts/${id}`, grace())).status).toBe(204);
    expect(await drafts(grace())).toEqual([]);
    expect(await drafts()).toHaveLength(1);
    await call("DELETE", `/api/drafts/${id}`);
    expect((await put(id, half, { token: null })).status).toBe(401);
  });

  it("are limited, and say so", async () => {
    const ids = Array.from({ length: MAX_DRAFTS }, () => crypto.randomUUID());
    const { accessToken, userId } = users().ada;
    const client = userClient(storeConfig(readConfig(env)), accessToken);
    const rows = ids.map((draft_id) => ({
      ...half,
      draft_id,
      user_id: userId,
      review_plan: true,
      auto_pr: false,
      budget: null,
      images: [],
    }));
    await client.from("task_drafts").insert(rows);
    expect(await errorOf(put(crypto.randomUUID(), half))).toMatchObject({
      status: 409,
      code: "invalid_state",
      message: expect.stringContaining(`${MAX_DRAFTS} drafts`),
    });
    expect((await put(ids[0] ?? "", { ...half, prompt: "changed" })).status).toBe(200);
    await client.from("task_drafts").delete().eq("user_id", userId);
  });

  it.each([
    ["not-an-id", half, "id"],
    [crypto.randomUUID(), { ...half, prompt: undefined }, "prompt"],
    [crypto.randomUUID(), { ...half, prompt: "x".repeat(64_001) }, "prompt"],
  ])("refuse what is wrong, by its name (%#)", async (id, body, path) => {
    expect(await errorOf(put(id, body))).toMatchObject({
      status: 400,
      details: [expect.objectContaining({ path })],
    });
  });
});

/** A task's run as its object would mirror it. */
function runOf(task_id: string): TaskRun {
  const { repo_full_name, branch, prompt, provider, model, auto_pr, review_plan, allow_read_only, budget } =
    initOf(task_id);
  const at = new Date().toISOString();
  return {
    ...{
      task_id,
      repo_full_name,
      branch,
      prompt,
      provider,
      model,
      auto_pr,
      review_plan,
      allow_read_only,
      budget,
      title: "t",
    },
    ...{
      status: "complete",
      state: "complete",
      stage: "complete",
      pr_url: null,
      asks: false,
      worked_ms: 0,
      working_since: null,
      diff_stat: null,
      error: null,
    },
    ...{
      created_at: at,
      updated_at: at,
      completed_at: at,
      plan: null,
      plan_document: null,
      approved_version: null,
      error_message: null,
      base_commit: null,
      tree: null,
      tests: null,
    },
    usage: { input_tokens: 0, output_tokens: 0, ...UNUSED },
    waiting_for_slot: null,
    sandbox: { state: "none", isolation: null, network: null },
    images: [],
    baseline_since: null,
    objections: [],
    accepted_objections: null,
    head_branch: null,
    set_aside: null,
    stopping: false,
    allowed: [],
    pending_messages: 0,
    head_seq: 0,
    version: 1,
  };
}
