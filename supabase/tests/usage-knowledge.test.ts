import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignedIn } from "../../local/supabase/headless-sign-in.ts";
import { startForTest, type TestStack } from "../../local/supabase/testing/start-for-test.ts";
import {
  KnowledgeItem,
  MAX_KNOWLEDGE_PER_REPO,
  TaskEvent,
  UsageReport,
  UsageRow,
} from "../../worker/protocol/index.ts";
import { type ServiceClient, serviceClient, type UserClient, userClient } from "../../worker/store/client.ts";
import {
  addKnowledge,
  deleteKnowledge,
  listKnowledge,
  updateKnowledge,
} from "../../worker/store/knowledge.ts";
import { appendTaskLogs } from "../../worker/store/task-logs.ts";
import { insertTask } from "../../worker/store/tasks.ts";
import { readUsage } from "../../worker/store/usage.ts";
import { usageReport } from "../../worker/store/usage-report.ts";

/** The Worker's store over real HTTP and real row-level security, with two people signed in through GitHub. */
const START_TIMEOUT_MS = 120_000;
const NO_TASKS = { complete: 0, failed: 0, cancelled: 0 };

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

async function addTask(owner: { userId: string; client: UserClient }, title = "Add tests"): Promise<string> {
  const id = crypto.randomUUID();
  await insertTask(owner.client, {
    id,
    user_id: owner.userId,
    repo_full_name: "ada/invoice",
    branch: "main",
    prompt: "Write tests for computeTotal",
    title,
    provider: "openai",
    model: "gpt-5",
    auto_pr: false,
    review_plan: true,
  });
  return id;
}

const modelCall = (taskId: string, seq: number, timestamp: string, cost: number | null): TaskEvent =>
  TaskEvent.parse({
    task_id: taskId,
    seq,
    timestamp,
    stage: "planning",
    message: "100 tokens in, 10 out",
    type: "usage",
    actor: { kind: "agent" },
    data: {
      model: "gpt-5",
      usage: { input_tokens: 100, output_tokens: 10, cached_input_tokens: 40, cost_usd: cost },
      calls: seq,
    },
  });

describe("usage", () => {
  const NOVEMBER = ["2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"] as const;

  it("is read from the journal, with numbers as numbers, and only by its owner", async () => {
    const id = await addTask(ada);
    await appendTaskLogs(service, id, [
      modelCall(id, 1, "2026-11-20T10:00:00.000Z", 0.000125),
      modelCall(id, 2, "2026-11-20T10:00:01.000Z", null),
      modelCall(id, 3, "2026-12-01T00:00:00.000Z", 5),
    ]);
    const rows = await readUsage(ada.client, ...NOVEMBER);
    expect(rows).toEqual([
      {
        day: "2026-11-20",
        provider: "openai",
        model: "gpt-5",
        repo_full_name: "ada/invoice",
        task_id: id,
        title: "Add tests",
        stage: "planning",
        calls: 2,
        input_tokens: 200,
        output_tokens: 20,
        cached_input_tokens: 80,
        cost_usd: 0.000125,
        unknown_cost_calls: 1,
      },
    ]);
    expect(UsageRow.array().parse(rows)).toEqual(rows);
    const report = usageReport({ from: "2026-11-01", to: "2026-11-30" }, rows, NO_TASKS);
    expect(UsageReport.omit({ quotas: true }).parse(report)).toEqual(report);
    expect(await readUsage(grace.client, ...NOVEMBER)).toEqual([]);
  });

  it("of more groups than the API answers rows is complete", async () => {
    const id = await addTask(grace);
    const start = Date.parse("2022-01-01T12:00:00.000Z");
    const days = 1200;
    const events = Array.from({ length: days }, (_, n) =>
      modelCall(id, n + 1, new Date(start + n * 86_400_000).toISOString(), 0.01),
    );
    await appendTaskLogs(service, id, events);
    const rows = await readUsage(grace.client, "2022-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
    expect(rows).toHaveLength(days);
    expect(usageReport({ from: "2022-01-01", to: "2025-12-31" }, rows, NO_TASKS).totals).toMatchObject({
      calls: days,
      cost_usd: 12,
    });
  });

  it("is not for the secret key, which would see everybody's", async () => {
    // What the Worker would do by mistake: the brand of the types forbids it.
    const asUser = service as unknown as UserClient;
    await expect(readUsage(asUser, ...NOVEMBER)).rejects.toMatchObject({ kind: "refused", code: "42501" });
  });
});

describe("knowledge", () => {
  const command = (repo: string, text = "npm test") => ({
    repo_full_name: repo,
    kind: "command" as const,
    text,
  });

  it("of a task and of its user is kept once, in order, for its user", async () => {
    const repo = "ada/once";
    const sourceTask = await addTask(ada);
    const learn = () => addKnowledge(service, { userId: ada.userId, sourceTask, ...command(repo) });
    const first = await learn();
    if (first.outcome !== "added") throw new Error(first.outcome);
    expect(KnowledgeItem.parse(first.item)).toEqual(first.item);
    expect(first.item).toMatchObject({ ...command(repo), source_task: sourceTask });
    expect(await learn()).toEqual({ outcome: "known", item: first.item });
    expect(await addKnowledge(ada.client, { userId: ada.userId, ...command(repo) })).toEqual({
      outcome: "known",
      item: first.item,
    });
    const stated = await addKnowledge(ada.client, {
      userId: ada.userId,
      repo_full_name: repo,
      kind: "convention",
      text: 'No "any", 100 % of the time; \ud83d',
    });
    expect(stated).toMatchObject({
      outcome: "added",
      item: { source_task: null, text: 'No "any", 100 % of the time; \ufffd' },
    });
    const kinds = (items: KnowledgeItem[]) => items.map(({ kind }) => kind);
    expect(kinds(await listKnowledge(ada.client, ada.userId, repo))).toEqual(["command", "convention"]);
    expect(kinds(await listKnowledge(service, ada.userId, repo))).toEqual(["command", "convention"]);
    expect(await listKnowledge(service, grace.userId, repo)).toEqual([]);
    expect(await listKnowledge(grace.client, ada.userId, repo)).toEqual([]);
  });

  it("is refused in another's name, or with another's task", async () => {
    const refused = { kind: "refused" };
    const repo = "ada/refused";
    await expect(addKnowledge(grace.client, { userId: ada.userId, ...command(repo) })).rejects.toMatchObject(
      refused,
    );
    const sourceTask = await addTask(grace);
    await expect(
      addKnowledge(service, { userId: ada.userId, sourceTask, ...command(repo) }),
    ).rejects.toMatchObject(refused);
    expect(await listKnowledge(service, ada.userId, repo)).toEqual([]);
  });

  it("is corrected and deleted by its owner alone", async () => {
    const repo = "ada/correct";
    const add = async (text: string) => {
      const answer = await addKnowledge(ada.client, { userId: ada.userId, ...command(repo, text) });
      if (answer.outcome !== "added") throw new Error(answer.outcome);
      return answer.item;
    };
    const item = await add("npm test");
    await add("npm run lint");
    expect(await updateKnowledge(grace.client, grace.userId, item.id, "rm -rf /")).toBe("absent");
    expect(await updateKnowledge(grace.client, ada.userId, item.id, "rm -rf /")).toBe("absent");
    expect(await updateKnowledge(ada.client, ada.userId, crypto.randomUUID(), "x")).toBe("absent");
    expect(await updateKnowledge(ada.client, ada.userId, item.id, "npm run lint")).toBe("duplicate");
    expect(await updateKnowledge(ada.client, ada.userId, item.id, "npm run test")).toMatchObject({
      id: item.id,
      text: "npm run test",
      created_at: item.created_at,
    });
    await deleteKnowledge(grace.client, grace.userId, item.id);
    await deleteKnowledge(grace.client, ada.userId, item.id);
    expect(await listKnowledge(ada.client, ada.userId, repo)).toHaveLength(2);
    await deleteKnowledge(ada.client, ada.userId, item.id);
    await deleteKnowledge(ada.client, ada.userId, item.id);
    expect((await listKnowledge(ada.client, ada.userId, repo)).map(({ text }) => text)).toEqual([
      "npm run lint",
    ]);
  });

  it("has a limit for each repository, and says so", async () => {
    const repo = "ada/full";
    const rows = Array.from({ length: MAX_KNOWLEDGE_PER_REPO }, (_, n) => ({
      user_id: ada.userId,
      ...command(repo, `make step-${n}`),
    }));
    expect((await service.from("repo_knowledge").insert(rows)).error).toBeNull();
    const add = (text: string) => addKnowledge(ada.client, { userId: ada.userId, ...command(repo, text) });
    expect(await add("make more")).toEqual({ outcome: "full" });
    expect(await add("make step-7")).toMatchObject({ outcome: "known", item: { text: "make step-7" } });
    expect(await listKnowledge(ada.client, ada.userId, repo)).toHaveLength(MAX_KNOWLEDGE_PER_REPO);
  });
});
