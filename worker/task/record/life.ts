/**
 * The persistent side of the state machine: applies a transition with its effects (steps, outbox, deadlines, journal)
 * in one transaction. Effects outside the transaction are requested through `Wake`.
 */
import {
  type Actor,
  type AuditAction,
  type EventInput,
  isTerminal,
  type Plan,
  type Stage,
  type StepKind,
  type StepMessage,
  stageOf,
  type TaskBudget,
  type TaskEvent,
  type TaskState,
} from "../../protocol/index.ts";
import { type StepRow, Steps } from "../run/lease.ts";
import { type Effect, isRefusal, type Refusal, type TaskEventName, transition } from "../state-machine.ts";
import { AuditTrail, type By } from "./audit-trail.ts";
import { Deadlines, LIMITS } from "./deadlines.ts";
import { Documents } from "./documents.ts";
import { ACTOR_OF } from "./event-actor.ts";
import { evidenceOf } from "./evidence.ts";
import { Journal } from "./journal.ts";
import { stateLine } from "./messages.ts";
import { factsOf, newRecord, type TaskInit, type TaskRecord } from "./record.ts";
import { createTables, hasTables } from "./schema.ts";

/** Callbacks after a commit. Both are called inside the transaction and must not do I/O themselves. */
export interface Wake {
  /** There may be new events, messages or deadlines. */
  committed(): void;
  /** Runs of an older epoch must be stopped. */
  fenced(): void;
}

export interface Clock {
  now(): number;
  id(): string;
}

export interface FireOptions {
  change?: (record: TaskRecord) => void;
  /** Runs in the transaction of an accepted event. Must not write the record: `change` has drafted it already. */
  before?: () => void;
  events?: EventInput[];
  reason?: string;
}

export class Life {
  readonly steps: Steps;
  readonly deadlines: Deadlines;
  readonly documents: Documents;
  readonly trail: AuditTrail;
  private readonly storage: DurableObjectStorage;
  private readonly sql: SqlStorage;
  private readonly clock: Clock;
  private readonly wake: Wake;
  private cached: TaskRecord | null = null;
  private log: Journal | null = null;
  /** The actor in this turn of the event loop; null for the task itself. */
  private acting: Actor | null = null;

  /** The storage is unreadable: there is no task here, and none may be created. */
  private readonly sealed: boolean;

  constructor(storage: DurableObjectStorage, clock: Clock, wake: Wake, sealed = false) {
    this.sealed = sealed;
    this.storage = storage;
    this.sql = storage.sql;
    this.clock = clock;
    this.wake = wake;
    this.steps = new Steps(storage.sql);
    this.deadlines = new Deadlines(storage);
    this.documents = new Documents(storage.sql);
    this.trail = new AuditTrail(storage.sql);
  }

  /** Null before the task is created and after it has expired. Reading creates no tables. */
  find(): TaskRecord | null {
    if (this.cached || this.sealed) return this.cached;
    if (!hasTables(this.sql)) return null;
    const row = this.sql.exec<{ body: string }>("SELECT body FROM record").toArray()[0];
    // Only `save` writes the row.
    this.cached = row ? (JSON.parse(row.body) as TaskRecord) : null;
    return this.cached;
  }

  get record(): TaskRecord {
    const record = this.find();
    if (!record) throw new Error("the task does not exist");
    return record;
  }

  get journal(): Journal {
    this.log ??= new Journal(this.sql, this.record.init.taskId);
    return this.log;
  }

  /** Creates the task and its first step. Idempotent. */
  create(init: TaskInit): void {
    if (this.sealed) throw new Error("what is stored here belongs to another version");
    if (this.find()) return;
    createTables(this.sql);
    const now = this.clock.now();
    this.transact(() => {
      this.save(newRecord(init, now));
      this.as(init.creator, () =>
        this.append({ type: "state", message: "Queued", data: { from: null, to: "queued", reason: null } }),
      );
      this.enqueue("clone");
      this.deadlines.set("task", now + allowedMs(init.budget));
    });
  }

  /**
   * Fires an event of the state machine. `change` edits a draft of the record before the transition's facts are read;
   * once the event is accepted, `before` writes what is outside the record, and `events` are journalled before the
   * change of state. A refusal changes nothing.
   */
  fire(event: TaskEventName, options: FireOptions = {}): Refusal | null {
    const draft = structuredClone(this.record);
    options.change?.(draft);
    const move = transition(draft.state, event, factsOf(draft));
    if (isRefusal(move)) return move;
    const from = draft.state;
    this.transact(() => {
      const now = this.clock.now();
      options.before?.();
      this.account(draft, move.state, now);
      draft.state = move.state;
      draft.completedAt = isTerminal(move.state) ? now : null;
      // What a person undoes by hand settles nothing that went wrong.
      if (event !== "failed" && event !== "undone") draft.failure = null;
      if (event !== "undone") draft.asks = event === "asked";
      if (move.state !== "publishing") {
        draft.writing = false;
        draft.stopping = false;
      }
      this.save(draft);
      for (const input of options.events ?? []) this.append(input, stageOf(from));
      if (from !== move.state) this.append(this.stateEvent(event, from, move.state, options.reason ?? null));
      for (const effect of move.effects) this.perform(effect, draft);
      if (isTerminal(move.state)) this.end(now);
      else this.deadlines.clear("expire");
    });
    return null;
  }

  /** Changes the record without a transition. */
  update(change: (record: TaskRecord) => void, events: EventInput[] = []): void {
    const draft = structuredClone(this.record);
    change(draft);
    this.transact(() => {
      this.save(draft);
      for (const input of events) this.append(input);
    });
  }

  /** The same for housekeeping, which is no news of the task: it does not count as its last change. */
  tidy(change: (record: TaskRecord) => void): void {
    const draft = structuredClone(this.record);
    change(draft);
    this.transact(() => this.save(draft, true));
  }

  emit(...events: EventInput[]): void {
    this.transact(() => {
      for (const input of events) this.append(input);
    });
  }

  /** Attributes the journal events of `work` to this actor, unless an event names another. */
  as<T>(actor: Actor, work: () => T): T {
    const before = this.acting;
    this.acting = actor;
    try {
      return work();
    } finally {
      this.acting = before;
    }
  }

  /** Adds an entry to the audit log. Call inside the transaction of the command. */
  note(by: By, action: AuditAction, detail: Record<string, unknown>): void {
    this.trail.add(by, action, detail, this.clock.now());
  }

  /** The actor of an event of this type, now. */
  actorOf(type: EventInput["type"]): Actor {
    return this.acting ?? ACTOR_OF[type];
  }

  /** Stops the clock of working time while the task waits for a slot. Call inside `transact`. */
  waits(waiting: boolean): void {
    const draft = structuredClone(this.record);
    if (waiting === (draft.activeSince === null)) return;
    this.account(draft, draft.state, this.clock.now());
    this.save(draft);
  }

  /** Runs `work` in one transaction, then calls `Wake`. */
  transact<T>(work: () => T): T {
    const before = this.cached;
    try {
      const result = this.deadlines.around(() =>
        this.storage.transactionSync(() => {
          this.deadlines.setBy("mirror", this.clock.now() + LIMITS.mirrorDelayMs);
          return work();
        }),
      );
      this.wake.committed();
      return result;
    } catch (error) {
      this.cached = before;
      throw error;
    }
  }

  /** Adds a step and its queue message. Call inside `transact`. */
  enqueue(kind: StepKind): void {
    const { epoch } = this.record;
    // A fence may have ended the baseline before it had a result.
    if (kind === "apply" && !this.record.baselineSettled && !this.steps.isOpen("baseline"))
      this.enqueue("baseline");
    this.post(this.steps.add(kind, epoch, this.clock.now()), "next");
  }

  /** Puts a step's message into the outbox and sets a deadline in case the queue loses it. */
  post(stepId: string, reason: StepMessage["reason"]): void {
    const step = this.steps.get(stepId);
    if (!step) return;
    this.sql.exec("INSERT INTO outbox(message) VALUES (?)", JSON.stringify(this.messageFor(step, reason)));
    this.deadlines.setBy("steps", Math.max(step.not_before, this.clock.now() + 30_000));
  }

  messageFor(step: StepRow, reason: StepMessage["reason"]): StepMessage {
    const kind = step.kind as StepKind; // only Steps.add writes it
    return { v: 1, taskId: this.record.init.taskId, step: kind, stepId: step.id, epoch: step.epoch, reason };
  }

  plan(version: number): Plan | null {
    const row = this.sql
      .exec<{ body: string }>("SELECT body FROM plan WHERE version = ?", version)
      .toArray()[0];
    return row ? (JSON.parse(row.body) as Plan) : null; // only `addPlan` writes it
  }

  /** Stores a plan version as the current one. Call inside `transact` or through `change`. */
  addPlan(plan: Plan): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO plan(version, body) VALUES (?, ?)",
      plan.version,
      JSON.stringify(plan),
    );
  }

  userMessages(): { id: string; text: string }[] {
    return this.journal.userMessages();
  }

  events(after: number, limit: number): TaskEvent[] {
    return this.journal.read(after, limit);
  }

  private append(input: EventInput, stage: Stage = stageOf(this.record.state)): void {
    this.journal.append(input, stage, this.clock.now(), this.actorOf(input.type));
  }

  private stateEvent(
    event: TaskEventName,
    from: TaskState,
    to: TaskState,
    reason: string | null,
  ): EventInput {
    const tests = to === "reviewing" || to === "publishing" ? evidenceOf(this) : null;
    return { type: "state", message: stateLine({ event, to, reason }, tests), data: { from, to, reason } };
  }

  private perform(effect: Effect, record: TaskRecord): void {
    const now = this.clock.now();
    switch (effect.type) {
      case "enqueue":
        this.enqueue(effect.step);
        break;
      case "fence":
        record.epoch += 1;
        record.baselineSince = null;
        this.save(record);
        this.steps.fence();
        this.wake.fenced();
        break;
      case "stop_later":
        record.stopping = true;
        this.save(record);
        this.append({
          type: "warning",
          message: "Stopping: GitHub is being written to, so this takes until it is known what came of it",
          data: { code: "stopping", detail: null },
        });
        break;
      case "await_user":
        this.deadlines.set("approval", now + LIMITS.approvalMs);
        this.deadlines.set("sandbox_idle", now + LIMITS.sandboxIdleMs);
        break;
      case "auto_approve":
        record.approvedVersion = record.planVersion;
        this.save(record);
        this.as(record.init.creator, () =>
          this.append({
            type: "plan_approved",
            message: "Plan approved by the choice made when the task was created",
            data: { version: record.planVersion ?? 1, by: "creation_option" },
          }),
        );
    }
  }

  /** Counts working time and moves the deadlines that depend on it. */
  private account(record: TaskRecord, to: TaskState, now: number): void {
    const waits = this.documents.get("slot")?.wait != null;
    const works = !waits && !isTerminal(to) && to !== "awaiting_approval" && to !== "reviewing";
    if (record.activeSince !== null) {
      record.activeMs += now - record.activeSince;
      record.workedMs = (record.workedMs ?? 0) + now - record.activeSince;
    }
    record.activeSince = works ? now : null;
    if (works) {
      this.deadlines.set("task", now + Math.max(0, allowedMs(record.init.budget) - record.activeMs));
      this.deadlines.clear("approval");
      this.deadlines.clear("sandbox_idle");
    } else this.deadlines.clear("task");
  }

  private end(now: number): void {
    this.deadlines.clear("approval");
    this.deadlines.set("sandbox_idle", now + LIMITS.sandboxIdleMs);
    this.deadlines.set("expire", now + LIMITS.expireMs);
  }

  private save(record: TaskRecord, quiet = false): void {
    record.version += 1;
    if (!quiet) record.updatedAt = this.clock.now();
    this.sql.exec("INSERT OR REPLACE INTO record(id, body) VALUES (1, ?)", JSON.stringify(record));
    this.cached = record;
  }
}

/** Limit of working time: the installation's, or less if the user chose less. */
export const allowedMs = ({ max_minutes }: TaskBudget): number =>
  Math.min(LIMITS.taskActiveMs, (max_minutes ?? Number.POSITIVE_INFINITY) * 60_000);
