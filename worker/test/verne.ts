/** Access to the Worker under test as its users have it, and signals to wait for. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, inject } from "vitest";
import type { Config } from "../env.ts";
import {
  CreateTask,
  DEFAULT_REPO_SETTINGS,
  type ErrorBody,
  type TaskEvent,
  type TaskRef,
  type TaskView,
} from "../protocol/index.ts";
import type { By } from "../task/record/audit-trail.ts";
import type { TaskInit } from "../task/record/record.ts";
import type { TaskObject } from "../task/task-object.ts";
import type { CloneGrants } from "../task/work/checkout/clone-grants.ts";
import type { TaskSandbox } from "../task/work/host/task-sandbox.ts";

export const users = () => inject("users");

/** Tasks whose row says that they run although their object has lost them. Shared by all files, unlike a set-up. */
export const BROKEN_TASKS = new Set<string>();

export async function call(
  method: string,
  path: string,
  options: { body?: unknown; token?: string | null; headers?: Record<string, string> } = {},
): Promise<Response> {
  const token = options.token === undefined ? users().ada.accessToken : options.token;
  return exports.default.fetch(
    new Request(`https://verne.test${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    }),
  );
}

/** The answer's JSON; the caller names its contract. */
export async function ok<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export async function errorOf(answer: Promise<Response>): Promise<{ status: number } & ErrorBody["error"]> {
  const response = await answer;
  const { error } = (await response.json()) as ErrorBody; // tested by the caller
  return { status: response.status, ...error };
}

/** Stores ada's and grace's GitHub tokens, as the web app does after sign-in. */
export async function connectGitHub(): Promise<void> {
  for (const user of Object.values(users())) {
    const body = { provider_token: user.providerToken };
    const response = await call("POST", "/api/session/github", { body, token: user.accessToken });
    if (response.status !== 204) throw new Error(`connect: ${response.status} ${await response.text()}`);
  }
}

export const FIX = {
  repo_full_name: "samples/shopping-cart",
  branch: "main",
  // The runs of a reproduction would cost each of these tests a second.
  prompt:
    "Fix the failing discount test: a percentage discount must be taken off the cart once, but customers get it twice. Plan it without a reproduction.",
  provider: "demo",
  model: "verne-demo",
} satisfies Partial<CreateTask>;

/** A sender of commands, for tests without the API. */
export const BY: By = {
  actor: { kind: "user", user_id: "5e0f6a52-9d0b-4c53-9a55-0c4a9d3b7a11", login: "ada" },
  orgId: null,
};

/** A task's input from the API, for tests without the API. */
export const initOf = (taskId: string): TaskInit => ({
  ...CreateTask.parse(FIX),
  taskId,
  userId: crypto.randomUUID(),
  creator: BY.actor,
  taskUrl: `https://verne.test/t/${taskId}`,
});

export async function createTask(input: Partial<CreateTask> = {}): Promise<TaskRef> {
  const body = { ...FIX, ...input };
  const { SANDBOX_ISOLATION } = inject("variables");
  if (SANDBOX_ISOLATION === "none" && input.repo_full_name) await agree(input.repo_full_name);
  return ok(call("POST", "/api/tasks", { body }));
}

/** Consent to unconfined commands, required at isolation level `none`. */
const agree = (repo: string): Promise<unknown> =>
  ok(
    call("PUT", `/api/repo-settings?repo=${encodeURIComponent(repo)}`, {
      body: { ...DEFAULT_REPO_SETTINGS, unconfined_commands: true },
    }),
  );

export const view = (id: string): Promise<TaskView> => ok(call("GET", `/api/tasks/${id}`));

export const stubOf = (id: string): DurableObjectStub<TaskObject> => env.TASK.getByName(id);

interface ObjectParts {
  steps: { config: Config };
  sandbox: TaskSandbox;
  clones: CloneGrants;
}

/** Private parts of a task's object for tests. Fails if a name is not the object's. */
export function partsOf(object: object): ObjectParts {
  const parts = object as unknown as ObjectParts; // private, by the names that task-object.ts gives them
  expect(Object.keys(object)).toEqual(expect.arrayContaining(["steps", "sandbox", "clones"]));
  expect(parts.steps.config.COMMAND_TIMEOUT_MS).toBeGreaterThan(0);
  return parts;
}

/** Lowers the command time limit of one task, until its object restarts. */
export const limitCommands = (id: string, ms: number): Promise<void> =>
  runInDurableObject(stubOf(id), (object) => {
    const { steps } = partsOf(object);
    steps.config = { ...steps.config, COMMAND_TIMEOUT_MS: ms };
  });

/** `apply` without a body publishes the change that the task shows, as on its page. */
export async function command(id: string, name: string, body?: unknown): Promise<TaskRef> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  const sent = name === "apply" && body === undefined ? { tree: (await view(id)).tree } : body;
  return ok(call("POST", `/api/tasks/${id}/${name}`, { body: sent, headers }));
}

export async function approve(id: string): Promise<TaskRef> {
  const { plan_document, base_commit } = await view(id);
  return command(id, "approve", { plan_version: plan_document?.version, base_commit });
}

/**
 * Reads the task's socket until `done` returns true, and returns every event up to that one. Reconnects with its cursor
 * when the object was evicted.
 */
export async function follow(
  id: string,
  done: (event: TaskEvent) => boolean,
  after = 0,
): Promise<TaskEvent[]> {
  const seen: TaskEvent[] = [];
  for (;;) {
    const { ticket } = await ok<{ ticket: string }>(call("POST", `/api/tasks/${id}/ticket`));
    const cursor = seen.at(-1)?.seq ?? after;
    const response = await call("GET", `/ws/tasks/${id}?ticket=${ticket}&after=${cursor}`, {
      token: null,
      headers: { upgrade: "websocket" },
    });
    const socket = response.webSocket;
    if (!socket) throw new Error(`no socket: ${response.status}`);
    let over = false;
    const finished = await new Promise<boolean>((resolve) => {
      socket.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(String(data)) as { type: string; data: { items?: TaskEvent[] } };
        const events = frame.type === "batch" ? (frame.data.items ?? []) : [frame as unknown as TaskEvent];
        for (const event of events) {
          if (frame.type === "live" || over) continue;
          seen.push(event);
          over = done(event);
        }
        if (over) resolve(true);
      });
      socket.addEventListener("close", () => resolve(false));
      socket.accept();
    });
    socket.close();
    if (finished) return seen;
  }
}

/** Makes a deadline due and runs the alarm. */
export async function fireDeadline(id: string, kind: string, ...changes: string[]): Promise<void> {
  await runInDurableObject(stubOf(id), async (_object, state) => {
    for (const change of changes) state.storage.sql.exec(change);
    state.storage.sql.exec("INSERT OR REPLACE INTO deadline(kind, at) VALUES (?, 0)", kind);
    await state.storage.setAlarm(Date.now() + 60_000);
  });
  expect(await runDurableObjectAlarm(stubOf(id))).toBe(true);
}

const ENDS: TaskView["state"][] = ["complete", "failed", "cancelled"];

/**
 * Follows until the task is in this state. Fails with the reason when it has ended in another one, or does something
 * forbidden.
 */
export async function until(
  id: string,
  state: TaskView["state"],
  after = 0,
  wrong: (event: TaskEvent) => boolean = () => false,
): Promise<TaskEvent[]> {
  const isOver = (event: TaskEvent) =>
    event.type === "state" && (event.data.to === state || ENDS.includes(event.data.to));
  const events = await follow(id, (event) => isOver(event) || wrong(event), after);
  const last = events.at(-1);
  if (last?.type === "state" && last.data.to === state) return events;
  throw new Error(`ended otherwise: ${last?.message}`);
}

/** Follows until the task has ended in any way. */
export const untilEnd = (id: string, after = 0): Promise<TaskEvent[]> =>
  follow(id, (event) => event.type === "state" && ENDS.includes(event.data.to), after);
