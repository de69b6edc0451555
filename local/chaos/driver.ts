/** A person with much patience: takes a task to its end whatever happens on the way, and notes what was seen. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { TaskEvent, TaskRef, TaskView } from "../../worker/protocol/index.ts";
import { type Client, RequestFailed } from "../client.ts";
import type { Random } from "./random.ts";

export interface Driven {
  taskId: string;
  state: TaskView["state"];
  error: string | null;
  /** What stopped the task on its way, and was tried again. */
  setbacks: string[];
  /** What a viewer must not see: a gap, or the same twice. */
  faults: string[];
  lastSeq: number;
}

export interface DriverOptions {
  client: Client;
  sample: { repo_full_name: string; prompt: string };
  random: Random;
  /** Hears of each new event. */
  onEvent: () => void;
  /** How often a stopped task is tried again. */
  maxRetries: number;
  /** Rejects everything once the time is up. */
  signal: AbortSignal;
}

const PAUSE_MS = 300;
/** That a viewer's connection breaks after an event. */
const BREAKS = 0.02;
const WAITS_FOR_USER: readonly string[] = [
  "awaiting_approval",
  "reviewing",
  "failed",
  "cancelled",
  "complete",
];

export async function drive(options: DriverOptions): Promise<Driven> {
  const { client, sample, random, signal } = options;
  const body = { branch: "main", provider: "demo", model: "verne-demo", ...sample };
  const { task_id } = await patiently<TaskRef>(signal, (key) =>
    client.request("POST", "/api/tasks", body, key),
  );
  const driven: Driven = {
    taskId: task_id,
    state: "queued",
    error: null,
    setbacks: [],
    faults: [],
    lastSeq: 0,
  };
  for (;;) {
    await watch(driven, options);
    const view = await patiently(signal, () => client.view(task_id));
    driven.state = view.state;
    driven.error = view.error?.code ?? null;
    if (view.state === "complete" || view.state === "cancelled") return driven;
    const done = await act(view, driven, options);
    if (done) return driven;
    // Where nothing was left to do but to wait, the next event tells; where the view was old, the next view does.
    await pause(random.below(PAUSE_MS), undefined, { signal });
  }
}

/**
 * Resolves once the task waits for its user and everything up to there was seen. Follows it over a socket that breaks
 * now and then.
 */
async function watch(driven: Driven, { client, random, onEvent, signal }: DriverOptions): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const view = await patiently(signal, () => client.view(driven.taskId));
    if (WAITS_FOR_USER.includes(view.state) && driven.lastSeq >= view.head_seq) return;
    try {
      await client.follow(
        driven.taskId,
        (event) => {
          note(driven, event);
          onEvent();
          const seen = event.seq >= view.head_seq && WAITS_FOR_USER.includes(driven.state);
          return seen || random.chance(BREAKS);
        },
        driven.lastSeq,
      );
    } catch {
      await pause(PAUSE_MS, undefined, { signal });
    }
  }
}

function note(driven: Driven, event: TaskEvent): void {
  if (event.seq !== driven.lastSeq + 1)
    driven.faults.push(`event ${event.seq} came after event ${driven.lastSeq}`);
  driven.lastSeq = event.seq;
  if (event.type === "state") driven.state = event.data.to;
}

/** True when the user gives up. */
async function act(view: TaskView, driven: Driven, options: DriverOptions): Promise<boolean> {
  const { client, signal } = options;
  const command = (name: string, body?: unknown) =>
    patiently(signal, (key) => client.request("POST", `/api/tasks/${view.task_id}/${name}`, body, key));
  try {
    if (view.state === "awaiting_approval" && view.plan_document)
      await command("approve", { plan_version: view.plan_document.version, base_commit: view.base_commit });
    else if (view.error && view.allowed.includes("retry")) {
      driven.setbacks.push(view.error.code);
      if (driven.setbacks.length > options.maxRetries) return true;
      await command("retry");
    } else if (view.state === "reviewing" && view.tree)
      await command("apply", { tree: view.tree, accepted: view.objections.map(({ id }) => id) });
    else if (view.state === "reviewing" || view.state === "failed") return true;
  } catch (error) {
    // The task went on without us, as after a command whose answer was lost; its next view tells.
    if (!(error instanceof RequestFailed) || error.status !== 409) throw error;
  }
  return false;
}

/** Tries again, with the same key, whatever a client may try again: no connection, 429, and 5xx. */
export async function patiently<T>(signal: AbortSignal, call: (key: string) => Promise<T>): Promise<T> {
  const key = randomUUID();
  for (;;) {
    signal.throwIfAborted();
    try {
      return await call(key);
    } catch (error) {
      const known = error instanceof RequestFailed;
      if (known && error.status < 500 && error.status !== 429) throw error;
      await pause(PAUSE_MS, undefined, { signal });
    }
  }
}
