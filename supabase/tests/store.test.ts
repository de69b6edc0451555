import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignedIn } from "../../local/supabase/headless-sign-in.ts";
import { startForTest, type TestStack } from "../../local/supabase/testing/start-for-test.ts";
import { deleteApiKey, listApiKeys, putApiKey, readApiKey } from "../../worker/access/api-keys.ts";
import { deleteGitHubToken, putGitHubToken, readGitHubToken } from "../../worker/access/github-tokens.ts";
import { KeyRingFailure, parseKeyRing } from "../../worker/access/keyring.ts";
import type { CreateTask, TaskEvent, TaskRun } from "../../worker/protocol/index.ts";
import { PAGE_BYTES } from "../../worker/protocol/index.ts";
import { taskRun } from "../../worker/protocol/testing/tasks.ts";
import { type ServiceClient, serviceClient, type UserClient, userClient } from "../../worker/store/client.ts";
import { readConsumption } from "../../worker/store/consumption.ts";
import { StoreFailure } from "../../worker/store/failure.ts";
import { fileDiffOf, readFilesDiff, replaceFilesDiff } from "../../worker/store/files-diff.ts";
import { appendTaskLogs, readTaskLogs } from "../../worker/store/task-logs.ts";
import {
  archiveTask,
  getTask,
  insertTask,
  listTasks,
  mirrorTask,
  releasePlace,
  takePlace,
} from "../../worker/store/tasks.ts";
import { getMe, githubIdentity } from "../../worker/store/users.ts";

/** The Worker's store over real HTTP and real row-level security, with two people signed in through GitHub. */
const START_TIMEOUT_MS = 120_000;

let stack: TestStack;
let ada: SignedIn & { client: UserClient };
let grace: SignedIn & { client: UserClient };
let service: ServiceClient;

beforeAll(async () => {
  stack = await startForTest();
  const { url, publishableKey, secretKey } = stack.supabase;
  const config = { url, publishableKey, secretKey };
  const enter = async (login: "ada" | "grace") => {
    const session = await stack.signIn(login);
    return { ...session, client: userClient(config, session.accessToken) };
  };
  [ada, grace] = [await enter("ada"), await enter("grace")];
  service = serviceClient(config);
}, START_TIMEOUT_MS);
afterAll(() => stack?.close());

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const ringK1 = parseKeyRing(JSON.stringify({ current: "k1", keys: { k1: key(1) } }));
const ringK2 = parseKeyRing(JSON.stringify({ current: "k2", keys: { k1: key(1), k2: key(2) } }));

const newTask = (userId: string, title = "Add tests") => ({
  id: crypto.randomUUID(),
  user_id: userId,
  repo_full_name: "ada/invoice",
  branch: "main",
  prompt: "Write tests for computeTotal",
  title,
  provider: "demo",
  model: "demo-1",
  auto_pr: false,
  allow_read_only: false,
  review_plan: true,
});

/** A value for each field that may be asked, none of them a default; the images have tests of their own. */
const ASKED: Omit<Required<CreateTask>, "repo_full_name" | "images"> = {
  branch: "other",
  prompt: "Write",
  provider: "openai",
  model: "m",
  auto_pr: true,
  review_plan: false,
  allow_read_only: true,
  budget: { max_cost_usd: 1, max_tokens: 2, max_minutes: 3, max_model_calls: 4 },
};

async function addTask(owner: { userId: string; client: UserClient }, title?: string): Promise<string> {
  const row = newTask(owner.userId, title);
  await insertTask(owner.client, row);
  return row.id;
}

const viewOf = (id: string, version: number, changes: Partial<TaskRun> = {}): TaskRun =>
  taskRun("planning", {
    task_id: id,
    repo_full_name: "ada/invoice",
    model: "demo-1",
    base_commit: "abc123",
    usage: {
      ...{ input_tokens: 1, output_tokens: 2, cached_input_tokens: 0, cost_usd: null },
      ...{ commands: 0, command_ms: 0 },
    },
    head_seq: 3,
    version,
    ...changes,
  });

const logEvent = (taskId: string, seq: number, message: string): TaskEvent => ({
  task_id: taskId,
  seq,
  timestamp: "2026-11-22T10:00:00.123Z",
  stage: "planning",
  message,
  type: "agent_text",
  data: { text: message },
  actor: { kind: "agent" },
});

describe("users", () => {
  it("shows each person only themselves", async () => {
    expect(await getMe(ada.client, ada.userId)).toMatchObject({
      github_id: "1001",
      github_login: "ada",
      email: "ada@example.test",
      name: "Ada Example",
    });
    expect(await getMe(ada.client, grace.userId)).toBeNull();
  });

  it("knows the GitHub identity of the caller", async () => {
    expect(await githubIdentity(ada.client)).toBe("1001");
    expect(await githubIdentity(grace.client)).toBe("1002");
  });
});

describe("tasks", () => {
  it("keep everything that was asked", async () => {
    const row = { ...newTask(ada.userId), ...ASKED };
    await insertTask(ada.client, row);
    expect(await getTask(ada.client, row.id)).toMatchObject(ASKED);
  });

  it("inserts once, however often it is asked", async () => {
    const row = newTask(ada.userId);
    await insertTask(ada.client, row);
    await insertTask(ada.client, { ...row, prompt: "something else" });
    expect(await getTask(ada.client, row.id)).toMatchObject({
      state: "queued",
      status: "queued",
      prompt: row.prompt,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it("hides a foreign task and refuses its id", async () => {
    const id = await addTask(ada);
    expect(await getTask(grace.client, id)).toBeNull();
    await expect(insertTask(grace.client, { ...newTask(grace.userId), id })).rejects.toMatchObject({
      kind: "conflict",
    });
    await expect(insertTask(grace.client, newTask(ada.userId))).rejects.toMatchObject({
      kind: "refused",
      code: "42501",
    });
  });

  it("stores a prompt with half a character", async () => {
    const row = { ...newTask(ada.userId), prompt: "broken \ud83d emoji" };
    await insertTask(ada.client, row);
    expect((await getTask(ada.client, row.id))?.prompt).toBe("broken \ufffd emoji");
  });

  it("mirrors forward only", async () => {
    const id = await addTask(ada);
    const failure = { code: "clone_failed" as const, message: "no \u0000 such branch", step: "clone" };
    expect(await mirrorTask(service, viewOf(id, 4))).toBe("applied");
    const completed_at = "2026-11-22T10:00:04.000Z";
    const end = { state: "failed" as const, error: failure, completed_at };
    expect(await mirrorTask(service, viewOf(id, 6, end))).toBe("applied");
    expect(await mirrorTask(service, viewOf(id, 5))).toBe("stale");
    expect(await getTask(ada.client, id)).toMatchObject({
      state: "failed",
      status: "error",
      version: 6,
      head_seq: 3,
      error: { ...failure, message: "no \ufffd such branch" },
      plan: null,
      usage: { output_tokens: 2, cost_usd: null },
      updated_at: "2026-11-22T10:00:05.000Z",
      completed_at,
    });
    expect(await mirrorTask(service, viewOf(crypto.randomUUID(), 1))).toBe("absent");
  });

  it("lets no user call the mirror", async () => {
    const id = await addTask(ada);
    // What a user would do with their own token: the brand of the types does not bind them.
    const asService = ada.client as unknown as ServiceClient;
    await expect(mirrorTask(asService, viewOf(id, 4))).rejects.toMatchObject({
      kind: "refused",
      code: "42501",
    });
    await expect(appendTaskLogs(asService, id, [logEvent(id, 1, "x")])).rejects.toMatchObject({
      kind: "refused",
    });
  });
});

describe("the task list", () => {
  it("pages through everything once, newest first", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift(await addTask(grace, `page ${n}`));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTasks(grace.client, grace.userId, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((row) => row.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it("keeps what was put away out of the list, and everybody's list apart", async () => {
    const [kept, away] = [await addTask(ada, "kept"), await addTask(ada, "put away")];
    const ids = async (view?: "mine" | "team" | "archived", repo?: string) => {
      const options = { limit: 100, ...(view && { view }), ...(repo && { repo }) };
      return (await listTasks(ada.client, ada.userId, options)).items.map((row) => row.id);
    };
    const at = "2026-11-22T10:00:00.000Z";
    expect(await archiveTask(grace.client, grace.userId, away, at)).toBe(false);
    expect(await archiveTask(grace.client, ada.userId, away, at)).toBe(false);
    expect(await archiveTask(ada.client, ada.userId, away, at)).toBe(true);
    expect((await getTask(ada.client, away))?.archived_at).toBe(at);
    expect(await ids()).toContain(kept);
    expect(await ids()).not.toContain(away);
    expect(await ids("archived")).toEqual([away]);
    expect(await ids("archived", "ada/other")).toEqual([]);
    expect(await ids("team")).toEqual([]);
    expect(await archiveTask(ada.client, ada.userId, away, null)).toBe(true);
    expect(await ids("mine", "ada/invoice")).toContain(away);
  });

  describe("search", () => {
    const TITLES = ["is 100% done", 'say "hi", (you)', "snake_case"];
    beforeAll(async () => {
      for (const title of TITLES) await addTask(grace, title);
    });

    it.each([
      ["100%", ["is 100% done"]],
      ["_case", ["snake_case"]],
      ['say "hi"', ['say "hi", (you)']],
      ["SNAKE", ["snake_case"]],
      ["ada/invoice s", ['say "hi", (you)', "snake_case"]],
      ["),id.neq.(", []],
      ["back\\slash", []],
    ])("finds %s literally, in any case", async (query, titles) => {
      const { items } = await listTasks(grace.client, grace.userId, { limit: 100, query });
      expect(items.map((row) => row.title).sort()).toEqual(titles);
    });
  });

  it("finds what is told of a task, and narrows by state, model, person and time", async () => {
    const found = await addTask(ada, "The one that is looked for");
    const error = {
      code: "clone_failed" as const,
      message: "npm could not reach the registry",
      step: null,
    };
    const changes = { state: "failed" as const, pr_url: "http://h.test/ada/invoice/pull/4711", error };
    const named = { title: "The one that is looked for", head_branch: "verne/look-for-it-0d9f2d4e" };
    await mirrorTask(service, viewOf(found, 50, { ...changes, ...named, worked_ms: 7, asks: true }));
    expect(await getTask(ada.client, found)).toMatchObject({
      worked_ms: 7,
      asks: true,
      head_branch: named.head_branch,
    });
    const ids = async (options: Partial<Parameters<typeof listTasks>[2]>, who = ada) =>
      (await listTasks(who.client, who.userId, { limit: 100, ...options })).items.map(({ id }) => id);
    const { prompt, created_at } = (await getTask(ada.client, found)) ?? { prompt: "", created_at: "" };
    const words = [
      "#4711",
      "REACH THE REGISTRY",
      "look-for-it",
      "looked for",
      "clone_failed",
      prompt.slice(0, 12),
    ];
    for (const query of words) expect(await ids({ query }), query).toContain(found);
    expect(await ids({ query: "looked for", state: ["failed", "cancelled"] })).toEqual([found]);
    expect(await ids({ query: "looked for", state: ["complete"] })).toEqual([]);
    expect(await ids({ query: "failed", state: ["failed"], limit: 100 })).toContain(found);
    const row = await getTask(ada.client, found);
    expect(await ids({ query: "looked for", model: row?.model ?? "" })).toEqual([found]);
    expect(await ids({ query: "looked for", model: "another" })).toEqual([]);
    expect(await ids({ query: "looked for", since: created_at })).toEqual([found]);
    expect(await ids({ query: "looked for", until: created_at })).toEqual([]);
    // Whose tasks are asked for opens nobody's.
    expect(await ids({ query: "looked for", owner: ada.userId }, grace)).toEqual([]);
    expect(await ids({ query: "looked for", owner: ada.userId, view: "team" }, grace)).toEqual([]);
    expect(await ids({ query: "looked for", owner: grace.userId })).toEqual([]);
  });

  it("names a cursor that is none", async () => {
    await expect(listTasks(ada.client, ada.userId, { limit: 1, cursor: "nonsense" })).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("cursor"),
    });
  });
});

describe("places", () => {
  /** The end of a task, as its mirror tells it. */
  const end = (id: string, version: number, at = Date.now()) =>
    mirrorTask(service, viewOf(id, version, { state: "failed", updated_at: new Date(at).toISOString() }));
  const endAll = async () => {
    const { data } = await service.from("tasks").select("id, version, status").eq("user_id", grace.userId);
    for (const { id, version, status } of data ?? [])
      if (status === "queued" || status === "running") await end(id, version + 1);
  };

  it("are given to as many requests at the same moment as there are, whatever they make work", async () => {
    await endAll();
    const ended = await Promise.all(Array.from({ length: 6 }, () => addTask(grace)));
    for (const id of ended) await end(id, 1);
    const takes = ended.map((id) => takePlace(service, id, 4));
    const creates = Array.from({ length: 6 }, async () => {
      const row = newTask(grace.userId);
      return { ...row, answer: await insertTask(grace.client, row, 4) };
    });
    const taken = (await Promise.all(takes)).filter(Boolean).length;
    const created = (await Promise.all(creates)).filter(({ answer }) => answer === "created").length;
    expect(taken + created).toBe(4);
    expect(await insertTask(grace.client, newTask(grace.userId), 4)).toBe("full");
    // Each user has their own.
    const other = newTask(ada.userId);
    expect(await insertTask(ada.client, other, 1_000)).toBe("created");
    expect(await insertTask(ada.client, other, 0)).toBe("exists");
    for (const id of ended) await releasePlace(service, id);
    await endAll();
  });

  it("are as many in a month as it allows, for requests at the same moment as well", async () => {
    await endAll();
    const { tasks: before } = (await readConsumption(service, { userId: grace.userId, taskId: null })).user;
    const create = () => insertTask(grace.client, newTask(grace.userId), null, before + 2);
    const answers = await Promise.all(Array.from({ length: 5 }, create));
    expect(answers.toSorted()).toEqual(["created", "created", "used_up", "used_up", "used_up"]);
    await endAll();
    expect(await create()).toBe("used_up");
    const { user } = await readConsumption(service, { userId: grace.userId, taskId: null });
    expect(user.tasks).toBe(before + 2);
  });

  it("belong to a task until its mirror says that it has ended after it was given one", async () => {
    await endAll();
    const [first, second] = [await addTask(grace), await addTask(grace)];
    await end(first, 5);
    await end(second, 5);
    expect(await takePlace(service, first, 1)).toBe(true);
    // Its own place is no hindrance to it.
    expect(await takePlace(service, first, 1)).toBe(true);
    expect(await takePlace(service, second, 1)).toBe(false);
    // The end that came before is mirrored late.
    await end(first, 6, Date.now() - 60_000);
    expect(await takePlace(service, second, 1)).toBe(false);
    await mirrorTask(service, viewOf(first, 7, { state: "applying" }));
    expect(await takePlace(service, second, 1)).toBe(false);
    await end(first, 8);
    expect(await takePlace(service, second, 1)).toBe(true);
    expect(await takePlace(service, first, 1)).toBe(false);
    await releasePlace(service, second);
    expect(await takePlace(service, first, 1)).toBe(true);
    await releasePlace(service, first);
    expect(await takePlace(service, crypto.randomUUID(), 1)).toBe(false);
  });
});

describe("task logs", () => {
  it("appends idempotently, keeps hostile text, and pages by seq", async () => {
    const id = await addTask(ada);
    const events = [1, 2, 3].map((seq) => logEvent(id, seq, `line ${seq} \u0000 \ud800`));
    expect(await appendTaskLogs(service, id, events.slice(0, 2))).toBe(2);
    expect(await appendTaskLogs(service, id, events)).toBe(1);

    const all = await readTaskLogs(ada.client, id, 0, 100);
    expect(all.head).toBe(3);
    expect(all.items.map((item) => item.seq)).toEqual([1, 2, 3]);
    expect(all.items[0]).toEqual({ ...logEvent(id, 1, "line 1 \ufffd \ufffd") });
    expect((await readTaskLogs(ada.client, id, 1, 1)).items.map((item) => item.seq)).toEqual([2]);
    expect(await readTaskLogs(grace.client, id, 0, 100)).toEqual({ items: [], head: 0 });
  });

  it("appends more rows than one call takes", async () => {
    const id = await addTask(ada);
    const events = Array.from({ length: 1200 }, (_, n) => logEvent(id, n + 1, "x"));
    expect(await appendTaskLogs(service, id, events)).toBe(1200);
    expect((await readTaskLogs(ada.client, id, 1190, 100)).items).toHaveLength(10);
  });

  it("reads pages of bytes, not of characters, and one event that is larger than a page alone", async () => {
    const id = await addTask(ada);
    const events = [
      ...Array.from({ length: 20 }, (_, n) => logEvent(id, n + 1, "€".repeat(16_000))),
      logEvent(id, 21, "€".repeat(PAGE_BYTES)),
      logEvent(id, 22, "x"),
    ];
    for (const event of events) await appendTaskLogs(service, id, [event]);
    const pages: number[][] = [];
    for (let after = 0; after < 22; after = pages.at(-1)?.at(-1) ?? 22) {
      const { items, head } = await readTaskLogs(ada.client, id, after, 1_000);
      expect(head).toBe(22);
      const size = new TextEncoder().encode(JSON.stringify(items)).length;
      expect(size <= PAGE_BYTES || items.length === 1).toBe(true);
      pages.push(items.map(({ seq }) => seq));
    }
    expect(pages.flat()).toEqual(events.map(({ seq }) => seq));
    expect(pages.length).toBeLessThan(10);
  });
});

describe("the diff", () => {
  const file = (path: string) => ({
    path,
    status: "modified" as const,
    additions: 1,
    deletions: 0,
    binary: false,
    plan_steps: ["s1"],
    out_of_plan: false,
    machine_written: false,
  });
  const patchOf = (path: string) =>
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`;

  it("is replaced as a whole and never by an older one", async () => {
    const id = await addTask(ada);
    // What a line-splitter might take for the beginning of another file's diff.
    const odd = `${patchOf("b c.ts")}+a\rdiff --git a/x b/x\n+\u2028diff --git a/y b/y\n`;
    const files = [
      { ...file("a.ts"), patch: patchOf("a.ts") },
      { ...file("b c.ts"), patch: odd },
    ];
    expect(await replaceFilesDiff(service, id, 3, files)).toBe(true);
    const rows = await readFilesDiff(ada.client, id);
    expect(rows.map((row) => row.diff_text)).toEqual(files.map(({ patch }) => patch));
    expect(rows.map(fileDiffOf)).toEqual([file("a.ts"), file("b c.ts")]);

    expect(await replaceFilesDiff(service, id, 2, [])).toBe(false);
    expect(await replaceFilesDiff(service, id, 4, [{ ...file("c.ts"), patch: null }])).toBe(true);
    expect((await readFilesDiff(ada.client, id)).map((row) => row.file_path)).toEqual(["c.ts"]);
    expect(await readFilesDiff(grace.client, id)).toEqual([]);
  });

  it("keeps patches up to 256 KB a file and 4 MB in all", async () => {
    const id = await addTask(ada);
    const paths = Array.from({ length: 20 }, (_, n) => `f${String(n).padStart(2, "0")}.ts`);
    const big = (path: string, chars: number) => `${patchOf(path)}+${"x".repeat(chars)}\n`;
    const files = paths.map((path, n) => ({ ...file(path), patch: big(path, n === 0 ? 300_000 : 250_000) }));
    expect(await replaceFilesDiff(service, id, 1, files)).toBe(true);
    const kept = (await readFilesDiff(ada.client, id)).map((row) => row.diff_text !== null);
    expect(kept).toEqual(paths.map((_, n) => n > 0 && n <= 16));
  });
});

describe("model keys", () => {
  it("are write-only for their owner and decrypt for the Worker", async () => {
    const secret = "sk-test-0123456789";
    const base_url = "https://llm.example.test/v1";
    const stored = await putApiKey(service, ringK1, {
      userId: ada.userId,
      provider: "openai_compatible",
      key: secret,
      baseUrl: base_url,
    });
    expect(stored).toMatchObject({ provider: "openai_compatible", last4: "6789", base_url });
    expect(await listApiKeys(ada.client)).toEqual([stored]);
    expect(await listApiKeys(grace.client)).toEqual([]);
    expect(await readApiKey(service, ringK1, ada.userId, "openai_compatible")).toEqual({
      key: secret,
      baseUrl: base_url,
    });
    expect(await readApiKey(service, ringK1, grace.userId, "openai_compatible")).toBeNull();

    const direct = await ada.client.from("api_keys").select("encrypted_key");
    expect(direct.error?.code).toBe("42501");
  });

  it("are replaced, rotated and deleted", async () => {
    const put = (value: string) =>
      putApiKey(service, ringK1, { userId: grace.userId, provider: "openai", key: value, baseUrl: null });
    await put("sk-first-000000");
    await put("sk-second-11111");
    expect(await listApiKeys(grace.client)).toHaveLength(1);

    expect((await readApiKey(service, ringK2, grace.userId, "openai"))?.key).toBe("sk-second-11111");
    const { data } = await service.from("api_keys").select("key_version").eq("user_id", grace.userId);
    expect(data).toEqual([{ key_version: "k2" }]);
    expect((await readApiKey(service, ringK2, grace.userId, "openai"))?.key).toBe("sk-second-11111");
    await expect(readApiKey(service, ringK1, grace.userId, "openai")).rejects.toThrow(KeyRingFailure);

    await deleteApiKey(ada.client, grace.userId, "openai");
    expect(await listApiKeys(grace.client)).toHaveLength(1);
    await deleteApiKey(grace.client, grace.userId, "openai");
    expect(await listApiKeys(grace.client)).toEqual([]);
  });

  it("do not decrypt in another person's row", async () => {
    const secret = "sk-stolen-222222";
    await putApiKey(service, ringK1, {
      userId: grace.userId,
      provider: "openai",
      key: secret,
      baseUrl: null,
    });
    const { data } = await service.from("api_keys").select("*").eq("user_id", grace.userId).single();
    await service.from("api_keys").delete().eq("user_id", grace.userId);
    await service.from("api_keys").insert({ ...data, user_id: ada.userId } as never);
    await expect(readApiKey(service, ringK1, ada.userId, "openai")).rejects.toThrow(KeyRingFailure);
  });
});

describe("GitHub tokens", () => {
  it("are read back by the Worker alone", async () => {
    const token = {
      userId: ada.userId,
      token: "gho_a",
      refreshToken: "ghr_b",
      login: "ada",
      githubUserId: 1001,
    };
    await putGitHubToken(service, ringK1, { ...token, expiresAt: "2026-11-22T18:00:00.000Z" });
    const stored = {
      token: "gho_a",
      refreshToken: "ghr_b",
      expiresAt: "2026-11-22T18:00:00.000Z",
      login: "ada",
      githubUserId: "1001",
    };
    expect(await readGitHubToken(service, ringK1, ada.userId)).toEqual(stored);
    expect(await readGitHubToken(service, ringK2, ada.userId)).toEqual(stored);
    await expect(readGitHubToken(service, ringK1, ada.userId)).rejects.toThrow(/no version k2/);
    expect((await ada.client.from("github_tokens").select("*")).error?.code).toBe("42501");
    await deleteGitHubToken(service, ada.userId);
    expect(await readGitHubToken(service, ringK2, ada.userId)).toBeNull();
  });
});

describe("failures", () => {
  it("says unavailable when nothing listens, without quoting keys", async () => {
    const nowhere = userClient(
      { url: "http://127.0.0.1:9", publishableKey: "sb_publishable_x", secretKey: "" },
      "jwt-x",
    );
    const failure = await getTask(nowhere, crypto.randomUUID()).catch((error) => error);
    expect(failure).toBeInstanceOf(StoreFailure);
    expect(failure).toMatchObject({ kind: "unavailable", message: "read task: no answer" });
  });

  it("says refused for a token that is none", async () => {
    const { url, publishableKey } = stack.supabase;
    const stranger = userClient({ url, publishableKey, secretKey: "" }, "a.b.c");
    await expect(getTask(stranger, crypto.randomUUID())).rejects.toMatchObject({
      kind: "refused",
      code: "PGRST301",
    });
  });
});
