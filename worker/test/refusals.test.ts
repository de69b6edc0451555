/** Every command in every state: a refusal changes nothing, and `allowed` lists exactly the accepted commands. */
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import {
  Command,
  isTerminal,
  type Plan,
  type TaskCommand,
  type TaskFailure,
  TaskState,
} from "../protocol/index.ts";
import { Commands } from "../task/commands.ts";
import { Inbox } from "../task/record/inbox.ts";
import { Life } from "../task/record/life.ts";
import { factsOf, type TaskRecord } from "../task/record/record.ts";
import { allowedCommands } from "../task/state-machine.ts";
import { isUndo, type PreparedUndo, STALE } from "../task/undo.ts";
import { BY, initOf, stubOf } from "./verne.ts";

/** Far enough ahead that no alarm fires during a test. */
const YEAR_MS = 365 * 24 * 60 * 60_000;
const BASE = "b".repeat(40);
const TREE = "c".repeat(40);
/** Every table except the storage's internal ones. */
const tablesOf = (sql: SqlStorage): string[] =>
  sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    )
    .toArray()
    .map(({ name }) => name);

const PLAN: Plan = {
  version: 1,
  parent_version: null,
  author: "model",
  base_commit: BASE,
  goal: "Do it",
  assumptions: [],
  questions: [],
  steps: [],
  commands: { install: null, test: null, setup: [] },
  notes: [],
  new_dependencies: [],
  out_of_scope: [],
  estimate: null,
  created_at: new Date(0).toISOString(),
};

const failure = (code: TaskFailure["code"], step: TaskFailure["step"]): TaskFailure => ({
  code,
  message: "it ended",
  step,
});

/** Possible histories of a task in a state; not every combination occurs, but none may break an invariant. */
const PASTS: Record<string, Partial<TaskRecord>> = {
  "at the beginning": {},
  cloned: { baseCommit: BASE, baselineSince: 1 },
  planned: { baseCommit: BASE, planVersion: 1 },
  approved: { baseCommit: BASE, planVersion: 1, approvedVersion: 1 },
  changed: { baseCommit: BASE, planVersion: 1, approvedVersion: 1, tree: TREE },
  undone: {
    baseCommit: BASE,
    planVersion: 1,
    approvedVersion: 1,
    tree: TREE,
    undone: ["e".repeat(40)],
  },
  "clone failed": { failure: failure("clone_failed", "clone") },
  "edits failed": {
    baseCommit: BASE,
    planVersion: 1,
    approvedVersion: 1,
    tree: TREE,
    failure: failure("model_overloaded", "apply"),
  },
  "nobody answered": { baseCommit: BASE, planVersion: 1, failure: failure("approval_expired", null) },
};

const BODIES: Record<Command, TaskCommand[]> = {
  approve: [
    { name: "approve", body: { plan_version: 1, base_commit: BASE } },
    { name: "approve", body: { plan_version: 2, base_commit: BASE } },
    { name: "approve", body: { plan_version: 1, base_commit: "d".repeat(40) } },
  ],
  edit_plan: [1, 2].map((parent_version) => ({
    name: "edit_plan",
    body: { parent_version, plan: { ...PLAN, goal: "Another" } },
  })),
  refine: [{ name: "refine", body: { text: "smaller" } }],
  message: [{ name: "message", body: { text: "and then" } }],
  apply: [
    {
      name: "apply",
      body: { tree: TREE, accepted: ["no_evidence:811c9dc5", "unchecked:811c9dc5"] },
    },
    { name: "apply", body: { tree: TREE, accepted: [] } },
    { name: "apply", body: { tree: "d".repeat(40), accepted: ["no_evidence:811c9dc5"] } },
  ],
  undo: [
    { name: "undo", body: { tree: TREE, parts: [{ path: "a.ts" }] } },
    { name: "undo", body: { tree: "d".repeat(40), parts: [{ path: "a.ts" }] } },
  ],
  redo: [{ name: "redo", body: { tree: TREE } }],
  skip_baseline: [{ name: "skip_baseline" }],
  cancel: [{ name: "cancel" }],
  retry: [{ name: "retry" }],
};

interface Task {
  life: Life;
  commands: Commands;
  /** Everything stored, as one text. */
  dump(): string;
  /** Restores the state before the last command. */
  again(state: TaskState, past: Partial<TaskRecord>): void;
}

/** What the object works out before it executes the command; the change itself is not stored here. */
function preparedFor(command: TaskCommand, life: Life): PreparedUndo | null {
  if (!isUndo(command)) return null;
  if (command.body.tree !== life.record.tree) return STALE;
  return { ok: true, seen: TREE, paths: ["a.ts"], keep() {}, note() {} };
}

/** A task with messages, steps and answers, on a real object's storage. */
async function onStorage(test: (task: Task) => void): Promise<void> {
  const taskId = crypto.randomUUID();
  await runInDurableObject(stubOf(taskId), async (_object, { storage }) => {
    const { sql } = storage;
    const time = { now: () => Date.now() + YEAR_MS, id: () => crypto.randomUUID() };
    const life = new Life(storage, time, { committed() {}, fenced() {} });
    life.create(initOf(taskId));
    life.addPlan(PLAN);
    const inbox = new Inbox(sql, life, time);
    inbox.add("read by a step");
    inbox.take();
    inbox.add("waits");
    const commands = new Commands(sql, life, inbox, time, () => false);
    const fresh = structuredClone(life.record);
    const rows = (table: string) => sql.exec(`SELECT rowid, * FROM ${table} ORDER BY rowid`).toArray();
    const tables = tablesOf(sql);
    expect(tables).toEqual(
      expect.arrayContaining(["record", "event", "inbox", "outbox", "answer", "touched"]),
    );
    const dump = () => JSON.stringify(tables.map((table) => [table, rows(table)]));
    const again = (state: TaskState, past: Partial<TaskRecord>) =>
      life.update((record) => Object.assign(record, structuredClone(fresh), { state }, past));
    test({ life, commands, dump, again });
    await storage.deleteAlarm();
  });
}

describe.each(Object.keys(PASTS))("a task that is %s", (name) => {
  // A plan that waits for approval always exists.
  const past = (state: TaskState) => ({
    ...(state === "awaiting_approval" ? PASTS.planned : {}),
    ...PASTS[name],
  });

  it("is left as it was by every command that is refused, whatever its state", () =>
    onStorage(({ life, commands, dump, again }) => {
      for (const state of TaskState.options)
        for (const body of Object.values(BODIES).flat()) {
          again(state, past(state));
          const before = dump();
          const starts = commands.starts(crypto.randomUUID(), body);
          expect(dump() === before, `${state}: asked what ${body.name} would start`).toBe(true);
          const answer = commands.execute(crypto.randomUUID(), body, BY, preparedFor(body, life));
          // A command that an ended task accepts restarts it, which needs a free place.
          if (answer.ok) expect(starts, `${state}: ${body.name}`).toBe(isTerminal(state));
          const told = `${state}: ${JSON.stringify(body)}`;
          // Not `toBe`, which would print the difference of two databases.
          if (answer.ok) expect(dump() === before, `${told} was accepted without effect`).toBe(false);
          else expect(dump() === before, `${told} was refused and had an effect`).toBe(true);
        }
    }));

  it("accepts exactly what `allowed` lists, whatever its state", () =>
    onStorage(({ life, commands, again }) => {
      for (const state of TaskState.options) {
        again(state, past(state));
        const allowed = allowedCommands(state, factsOf(life.record));
        const accepted = Command.options.filter((command) => {
          again(state, past(state));
          const [right] = BODIES[command];
          const told = life.trail.waiting(1_000).length;
          const done = right && commands.execute(crypto.randomUUID(), right, BY, preparedFor(right, life)).ok;
          // The audit log always names the actor.
          const entries = life.trail.waiting(1_000).slice(told);
          expect(entries).toMatchObject(done ? [{ ...BY, action: `task.${command}` }] : []);
          return done;
        });
        expect(accepted.sort(), state).toEqual(allowed.sort());
      }
    }));
});
