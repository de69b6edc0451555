/**
 * The contract of the first specification: its tables, requests and socket messages, written from the specification
 * alone. The client uses no types or functions of the protocol, and reads only the specified fields of an answer or
 * message.
 */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { catalogue, edit, makeRepository, plan, read, scriptModel } from "./trial.ts";
import { approve, call, command, connectGitHub, fireDeadline, users, view } from "./verne.ts";

beforeAll(connectGitHub);

const TIME = "timestamp with time zone";
/** Null: the specification does not define the type. */
const TABLES: Record<string, Record<string, string | null>> = {
  users: { id: "uuid", github_id: "text", github_login: "text", email: "text", created_at: TIME },
  api_keys: { id: null, user_id: "uuid", provider: "text", encrypted_key: "text", created_at: TIME },
  tasks: {
    id: "uuid",
    user_id: "uuid",
    repo: "text",
    branch: "text",
    prompt: "text",
    model: "text",
    status: "text",
    plan: "text",
    pr_url: "text",
    created_at: TIME,
    completed_at: TIME,
  },
  task_logs: { id: null, task_id: "uuid", timestamp: TIME, message: "text" },
  files_diff: { id: null, task_id: "uuid", file_path: "text", diff_text: "text" },
};
const STAGES = ["cloning", "analysis", "planning", "applying_changes", "running_tests", "complete"];
const TASK = {
  repo_full_name: "samples/shopping-cart",
  branch: "main",
  prompt:
    "Fix the failing discount test: a percentage discount must be taken off the cart once, but customers get it twice.",
  provider: "demo",
  model: "verne-demo",
};

type Fields = Record<string, unknown>;
interface Message {
  task_id: string;
  timestamp: string;
  stage: string;
  message: string;
}

async function get(path: string): Promise<Fields> {
  const answer = await call("GET", path);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function post(task: Fields): Promise<string> {
  const answer = await call("POST", "/api/tasks", { body: task });
  expect(answer.status).toBe(201);
  const body: Fields = await answer.json();
  expect(body).toMatchObject({ task_id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: "queued" });
  return String(body.task_id);
}

/** Reads the task's socket until a message of one of these stages; returns the messages up to there. */
async function listen(id: string, ...until: string[]): Promise<Message[]> {
  const answer = await call("GET", `/ws/tasks/${id}`, { headers: { upgrade: "websocket" } });
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status}`);
  const heard: Message[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => {
      const { task_id, timestamp, stage, message } = JSON.parse(String(data)) as Message; // the contract
      heard.push({ task_id, timestamp, stage, message });
      if (until.includes(stage)) resolve();
    });
    socket.addEventListener("close", ({ reason }) => reject(new Error(`closed: ${reason}`)));
    socket.accept();
  });
  socket.close();
  return heard;
}

/** Like a person in the web app: approves the plan, then the change with all objections. */
async function approveAll(id: string): Promise<void> {
  await listen(id, "awaiting_approval", "error");
  await approve(id);
  await listen(id, "reviewing", "error");
  const { tree, objections } = await view(id);
  await command(id, "apply", { tree, accepted: objections.map((objection) => objection.id) });
}

const stagesOf = (heard: Message[]): string[] => {
  const known = heard.map(({ stage }) => stage).filter((stage) => STAGES.includes(stage));
  return known.filter((stage, index) => stage !== known[index - 1]);
};
const messagesOf = (heard: Message[]): string[] => heard.map(({ message }) => message);

/** Rows of a table as read by its user, or with the secret key. */
async function rows(query: string, as: "user" | "secret" = "user"): Promise<Fields[]> {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY = "", SUPABASE_SECRET_KEY = "" } = inject("variables");
  const answer = await fetch(`${SUPABASE_URL}/rest/v1/${query}`, {
    headers:
      as === "secret"
        ? { apikey: SUPABASE_SECRET_KEY }
        : { apikey: SUPABASE_PUBLISHABLE_KEY, authorization: `Bearer ${users().ada.accessToken}` },
  });
  expect(answer.status).toBe(200);
  return answer.json();
}
const columnsOf = (table: string): string => Object.keys(TABLES[table] ?? {}).join(",");

describe("the tables", () => {
  it("have the columns of the specification, each under its name and with its type", async () => {
    const { columns, primaryKeys } = await catalogue();
    for (const [table, wanted] of Object.entries(TABLES)) {
      expect(primaryKeys[table], table).toEqual(["id"]);
      for (const [column, type] of Object.entries(wanted)) {
        const name = `${table}.${column}`;
        if (type === null) expect(columns, name).toHaveProperty([name]);
        else expect(columns[name], name).toBe(type);
      }
    }
  });

  it("keep who signed in, and a key only encrypted", async () => {
    const [user] = await rows(`users?select=${columnsOf("users")}`);
    expect(user).toMatchObject({ id: users().ada.userId, github_login: "ada", email: "ada@example.test" });
    expect(user?.github_id).toMatch(/^\d+$/);
    const secret = "sk-first-specification-0123456789";
    expect((await call("PUT", "/api/keys/openai", { body: { key: secret } })).status).toBe(200);
    const [key] = await rows(`api_keys?select=${columnsOf("api_keys")}&provider=eq.openai`, "secret");
    expect(key).toMatchObject({ user_id: users().ada.userId, provider: "openai" });
    expect(key?.encrypted_key).toMatch(/^[A-Za-z0-9+/=]{20,}$/);
    expect(JSON.stringify(key)).not.toContain(secret);
    expect((await call("DELETE", "/api/keys/openai")).status).toBe(204);
  });
});

describe("a sample task", () => {
  it("goes from the examples to its pull request", async () => {
    const repos = (await get("/api/repos")).items as Fields[];
    expect(repos.map(({ full_name }) => full_name)).toContain(TASK.repo_full_name);
    const branches = (await get(`/api/branches?repo=${TASK.repo_full_name}`)).items as Fields[];
    expect(branches.map(({ name }) => name)).toContain(TASK.branch);

    const id = await post(TASK);
    const [heard] = await Promise.all([listen(id, "complete", "error"), approveAll(id)]);
    expect(stagesOf(heard)).toEqual(STAGES);
    for (const { task_id, timestamp, message } of heard) {
      expect(task_id).toBe(id);
      expect(new Date(timestamp).toISOString()).toBe(timestamp);
      expect(message).toMatch(/\S/);
    }
    const said = messagesOf(heard);
    expect(said).toContain("Cloning repository…");
    expect(said).toContain("Generated plan, awaiting user approval.");
    expect(said).toContain("Tests passed. Creating pull request.");
    expect(heard.find(({ message }) => message.startsWith("Generated plan"))?.stage).toBe("planning");

    const done = await get(`/api/tasks/${id}`);
    expect(done).toMatchObject({ task_id: id, status: "complete" });
    expect(done.pr_url).toMatch(/^http.+\/samples\/shopping-cart\/pull\/\d+$/);
    const lines = String(done.plan).split("\n");
    expect(lines.every((line, index) => line.startsWith(`${index + 1}. `))).toBe(true);

    // Requests now what would be mirrored a moment later.
    await fireDeadline(id, "mirror");
    const [row] = await rows(`tasks?select=${columnsOf("tasks")}&id=eq.${id}`);
    const { repo_full_name: repo, branch, prompt, model } = TASK;
    const { plan: text, pr_url } = done;
    expect(row).toMatchObject({ repo, branch, prompt, model, status: "complete", plan: text, pr_url });
    expect(Date.parse(String(row?.completed_at))).toBeGreaterThan(Date.parse(String(row?.created_at)));
    const logs = await rows(`task_logs?select=${columnsOf("task_logs")}&task_id=eq.${id}&order=id`);
    expect(logs.map(({ message }) => message)).toContain("Generated plan, awaiting user approval.");
    const files = await rows(`files_diff?select=${columnsOf("files_diff")}&task_id=eq.${id}`);
    expect(files.map(({ file_path }) => file_path)).toContain("src/discount.js");
    expect(files.map(({ diff_text }) => diff_text).join("")).toContain("diff --git a/src/discount.js");
  });

  it("whose repository has no tests says so instead", async () => {
    const repo_full_name = await makeRepository({ commits: [{ files: { "a.txt": "1\n" } }] });
    const model = await scriptModel({
      plans: [[plan(["a.txt"], { no_reproduction_reason: "Nothing runs here." })]],
      rounds: [[read("a.txt"), edit("a.txt", "1", "2")]],
    });
    const id = await post({ ...TASK, repo_full_name, model });
    const [heard] = await Promise.all([listen(id, "complete", "error"), approveAll(id)]);
    expect(stagesOf(heard)).toEqual(STAGES);
    expect(messagesOf(heard)).toContain("No tests ran. Creating pull request.");
    expect(messagesOf(heard).filter((message) => message.includes("passed"))).toEqual([]);
  });

  it("of which a step fails is an error, with the message in the answer and in the stream", async () => {
    const id = await post({ ...TASK, model: "verne-demo-401" });
    const heard = await listen(id, "error");
    const failed = await get(`/api/tasks/${id}`);
    expect(failed).toMatchObject({ task_id: id, status: "error", pr_url: null });
    const reason = String(failed.error_message);
    expect(reason).toMatch(/key/i);
    expect(heard.at(-1)).toMatchObject({ stage: "error", message: `Failed: ${reason}` });
    expect(messagesOf(heard)).toContain(reason);
    await fireDeadline(id, "mirror");
    const [row] = await rows(`tasks?select=${columnsOf("tasks")}&id=eq.${id}`);
    expect(row).toMatchObject({ status: "error", plan: null, pr_url: null });
    expect(row?.completed_at).not.toBeNull();
  });
});
