/**
 * The one object of the installation that says which tasks may have machines. It owns the book (`book.ts` has the rules)
 * and nothing of the tasks: each tells it what it needs, and is told where it stands. Every call may be repeated, and
 * whatever is lost on the way is asked for again: a task asks while it waits, and this object asks each task that has a slot
 * from time to time whether it still uses it.
 */
import { DurableObject } from "cloudflare:workers";
import type { SlotWait } from "../protocol/index.ts";
import { admitted, type Caps, inOrder, MACHINES_PER_TASK, toReclaim, waitsFor } from "./book.ts";
import { Ledger } from "./ledger.ts";
import { AdmissionSettings } from "./settings.ts";

/** `idle`: it has machines, and waits for its user. */
export type Need = "none" | "idle" | "working";

export interface TaskIdentity {
  taskId: string;
  userId: string;
}

/** Where a task stands. `wait` is null where it has a slot, and where it needs none. */
export interface Standing {
  held: boolean;
  wait: SlotWait | null;
}

/** What this object calls of the object of a task. */
export interface SlotHolder {
  /** Tells it where it stands; it answers what it needs now. */
  slotIs(standing: Standing): Promise<Need>;
  /** Asks it to remove its idle machines; true once it has. */
  yieldSlot(): Promise<boolean>;
}

interface AdmissionBindings {
  TASK: { getByName(taskId: string): SlotHolder };
}

/** Between two questions to a task whether it still uses its slot. */
const LEASE_MS = 10 * 60_000;
/** After a question that was not answered. */
const ASK_AGAIN_MS = 60_000;
/** A task that does not answer for so many questions has lost its slot. */
const MOST_SILENT = 5;
/** For an answer of a task; it may remove its machines first, which takes longer. */
const ANSWER_MS = 20_000;
const YIELD_MS = 90_000;
/** Waiting tasks that are told of their new position. */
const MOST_TOLD = 100;

export class AdmissionObject extends DurableObject<Record<string, unknown>> {
  private readonly caps: Caps;
  private readonly ledger: Ledger;
  private readonly tasks: AdmissionBindings["TASK"];
  private settling: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Record<string, unknown>) {
    super(ctx, env);
    const { MAX_MACHINES, MAX_ACTIVE_TASKS_PER_USER } = AdmissionSettings.parse(env);
    this.caps = { machines: MAX_MACHINES, tasksPerUser: MAX_ACTIVE_TASKS_PER_USER };
    this.ledger = new Ledger(ctx.storage.sql);
    // Bound by wrangler.toml; the class of a task has these two methods.
    this.tasks = env.TASK as AdmissionBindings["TASK"];
  }

  /** A task says what it needs, and hears where it stands. Idempotent. */
  report({ taskId, userId }: TaskIdentity, need: Need): Standing {
    this.note({ taskId, userId }, need);
    const standing = this.standingOf(taskId);
    this.ledger.tell(taskId, JSON.stringify(standing));
    this.settle();
    return standing;
  }

  /** For whoever looks: the whole line, and how much is in use. */
  overview(): { running: number; machines: number; waiting: number; caps: Caps } {
    const { slots, waiting } = this.ledger.book();
    return {
      running: slots.length,
      machines: slots.length * MACHINES_PER_TASK,
      waiting: waiting.length,
      caps: this.caps,
    };
  }

  override async alarm(): Promise<void> {
    for (const taskId of this.ledger.due(Date.now())) await this.ask(taskId);
    this.settle();
    await this.settling;
  }

  private note(task: TaskIdentity, need: Need): void {
    const now = Date.now();
    const { ledger } = this;
    if (need === "none") ledger.drop(task.taskId);
    else if (ledger.holds(task.taskId)) ledger.idle(task.taskId, need === "idle" ? now : null);
    else if (need === "working") ledger.wait(task, now);
    else ledger.drop(task.taskId);
    this.grant(now);
  }

  /** Gives away what is free. No call to another object, so that it happens at once. */
  private grant(now: number): void {
    for (const waiter of admitted(this.ledger.book(), this.caps))
      this.ledger.grant(waiter, now + ASK_AGAIN_MS);
  }

  private standingOf(taskId: string): Standing {
    if (this.ledger.holds(taskId)) return { held: true, wait: null };
    const book = this.ledger.book();
    const order = inOrder(book, this.caps);
    const position = order.findIndex((waiter) => waiter.taskId === taskId);
    const waiter = order[position];
    if (!waiter) return { held: false, wait: null };
    const limit = waitsFor(book, this.caps, waiter.userId);
    return { held: false, wait: { position: position + 1, of: order.length, limit } };
  }

  /** Tells tasks what has changed for them, and asks for idle machines, in the background and one after the other. */
  private settle(): void {
    this.settling ??= this.tellAll().finally(() => {
      this.settling = null;
      return this.arm();
    });
    this.ctx.waitUntil(this.settling);
  }

  private async tellAll(): Promise<void> {
    for (;;) {
      await this.reclaim();
      const [next] = this.untold();
      if (next === undefined) return;
      await this.ask(next);
    }
  }

  /** Tasks that were told something else, those with a new slot first. */
  private untold(): string[] {
    const told = (taskId: string) => this.ledger.told(taskId) === JSON.stringify(this.standingOf(taskId));
    const { slots, waiting } = this.ledger.book();
    const fresh = slots.filter(({ taskId }) => !told(taskId));
    if (fresh.length > 0) return fresh.map(({ taskId }) => taskId);
    const line = inOrder({ ...this.ledger.book(), waiting }, this.caps).slice(0, MOST_TOLD);
    return line.filter(({ taskId }) => !told(taskId)).map(({ taskId }) => taskId);
  }

  /** Tells a task where it stands, and notes what it needs. */
  private async ask(taskId: string): Promise<void> {
    const task = this.ledger.identity(taskId);
    if (!task) return;
    const standing = this.standingOf(taskId);
    // Also where it cannot be reached: it is asked again by the alarm, and asks itself.
    this.ledger.tell(taskId, JSON.stringify(standing));
    try {
      const need = await within(ANSWER_MS, this.tasks.getByName(taskId).slotIs(standing));
      if (this.ledger.holds(taskId)) this.ledger.renew(taskId, Date.now() + LEASE_MS);
      this.note(task, need);
    } catch (error) {
      if (!this.ledger.holds(taskId)) return;
      if (this.ledger.silent(taskId, Date.now() + ASK_AGAIN_MS) < MOST_SILENT) return;
      console.warn(`the slot of ${taskId} was taken back: its object does not answer`, error);
      this.note(task, "none");
    }
  }

  private async reclaim(): Promise<void> {
    for (;;) {
      const [idle] = toReclaim(this.ledger.book(), this.caps);
      if (!idle) return;
      // Not asked twice: it tells by itself when it is idle again.
      this.ledger.idle(idle.taskId, null);
      const gave = await within(YIELD_MS, this.tasks.getByName(idle.taskId).yieldSlot()).catch(() => false);
      if (gave) this.note(idle, "none");
    }
  }

  private async arm(): Promise<void> {
    const at = this.ledger.nextDue();
    if (at === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(at, Date.now() + 1_000));
  }
}

/** Rejects when `call` has not settled after `ms`. */
async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}
