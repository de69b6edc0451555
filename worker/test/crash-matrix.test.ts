/**
 * A crash at every write: the object dies right after one of the writes of a whole main job, or after the answer of one
 * of the requests that change something elsewhere, and the task must come to the same end. Which places there are is
 * counted in an undisturbed run; each run of the tests takes some of them, the long form more.
 */
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, inject, it } from "vitest";
import type { TaskEvent, TaskView } from "../protocol/index.ts";
import { call, connectGitHub, createTask, ok, stubOf, view } from "./verne.ts";

beforeAll(connectGitHub);

/** How many of the places are tried: each costs a whole task. */
const SAMPLES = inject("long") ? 60 : 1;
const PAUSE_MS = 50;
const WRITES = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)/i;

/** What may be seen of a task from outside that a crash must not change. */
interface Outcome {
  states: string[];
  tree: string | null;
  pullRequests: number;
  fixed: number | undefined;
}

/** Where the object dies: after the n-th write, or after the n-th effect; null where it does not. */
interface Place {
  kind: "write" | "effect";
  n: number;
}

describe("a crash after any write or effect of the main job", () => {
  it("changes nothing but the time it takes", { timeout: inject("long") ? 3_600_000 : 300_000 }, async () => {
    const undisturbed = await runOnce(null);
    const { writes, effects } = undisturbed.seen;
    const places: Place[] = [
      ...Array.from({ length: writes }, (_, n) => ({ kind: "write" as const, n: n + 1 })),
      ...Array.from({ length: effects }, (_, n) => ({ kind: "effect" as const, n: n + 1 })),
    ];
    const tried = spread(places, SAMPLES);
    console.log(
      `crash matrix: ${tried.length} of ${places.length} places (${writes} writes, ${effects} effects)`,
    );
    expect(writes).toBeGreaterThan(100);
    expect(effects).toBeGreaterThan(10);
    for (const place of tried) {
      const { outcome, crashed } = await runOnce(place);
      expect(outcome, `${place.kind} ${place.n}`).toEqual(undisturbed.outcome);
      // The last writes of a run may fall away where another timer came first.
      if (place.n < (place.kind === "write" ? writes : effects) * 0.9)
        expect(crashed, `${place.kind} ${place.n}`).toBe(true);
    }
  });
});

/** The middle of each of so many equal pieces. */
function spread<T>(all: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor(((index + 0.5) * all.length) / count);
    return all.slice(at, at + 1);
  }).flat();
}

async function runOnce(
  place: Place | null,
): Promise<{ outcome: Outcome; seen: { writes: number; effects: number }; crashed: boolean }> {
  const { task_id: id } = await createTask();
  const watch = await watchObject(id, place);
  const seen = new Set<string>();
  try {
    for (;;) {
      const now = await patiently(() => view(id));
      if (now.state === "complete") break;
      if (now.error) throw new Error(`${place?.kind} ${place?.n}: ${now.error.message}`);
      await act(now, seen);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    watch.end();
  }
  const { items } = await patiently(() =>
    ok<{ items: TaskEvent[] }>(call("GET", `/api/tasks/${id}/events?after=0&limit=1000`)),
  );
  expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
  const done = await view(id);
  return {
    outcome: {
      states: items.flatMap((event) => (event.type === "state" ? [event.data.to] : [])),
      tree: done.tree,
      pullRequests: items.filter(({ type }) => type === "pull_request").length,
      fixed: done.tests?.fixed.length,
    },
    seen: { writes: watch.writes, effects: watch.effects },
    crashed: watch.crashed,
  };
}

/** What a user does in this state, once. */
async function act(now: TaskView, done: Set<string>): Promise<void> {
  const send = async (name: string, body: unknown) => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answer = await call("POST", `/api/tasks/${now.task_id}/${name}`, { body, headers });
    await answer.body?.cancel();
    // A command that the crash took with it is sent again when the task still waits for it.
    if (answer.ok) done.add(name);
  };
  if (now.state === "awaiting_approval" && !done.has("approve"))
    await send("approve", { plan_version: now.plan_document?.version, base_commit: now.base_commit });
  if (now.state === "reviewing" && !done.has("apply")) await send("apply", { tree: now.tree });
}

async function patiently<T>(get: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await get();
    } catch (error) {
      // The object died under it.
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
}

/** Counts what the task's first object writes, and what leaves the Worker meanwhile; kills the object at the place. */
async function watchObject(id: string, place: Place | null) {
  const watch = { writes: 0, effects: 0, crashed: false, end: () => {} };
  let die = () => {};
  const count = (kind: Place["kind"]) => {
    const n = kind === "write" ? ++watch.writes : ++watch.effects;
    if (watch.crashed || place?.kind !== kind || place.n !== n) return;
    watch.crashed = true;
    die();
  };
  await runInDurableObject(stubOf(id), (_object, state) => {
    const { sql } = state.storage;
    const exec = sql.exec.bind(sql);
    die = () => {
      state.abort("crash");
      throw new Error("crash");
    };
    Object.defineProperty(sql, "exec", {
      configurable: true,
      value: (query: string, ...values: unknown[]) => {
        const cursor = exec(query, ...values);
        if (WRITES.test(query)) count("write");
        return cursor;
      },
    });
  });
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const method = init?.method ?? (input instanceof Request ? input.method : "GET");
    if (method !== "GET" && method !== "HEAD") count("effect");
    return response;
  };
  watch.end = () => {
    globalThis.fetch = fetch;
  };
  return watch;
}
