/**
 * One task. A thin adapter: it owns the storage, the alarm, the sockets and the running steps of one task, and leaves
 * every decision to the modules beside it.
 */
import { DurableObject } from "cloudflare:workers";
import { commandsRefusal } from "../access/agreement.ts";
import { agent } from "../agent/index.ts";
import { type Config, type ObjectBindings, readConfig } from "../env.ts";
import {
  type ChangeName,
  type EventPage,
  isTerminal,
  type KickResult,
  type StepMessage,
  type TaskCommand,
  type TaskDiff,
  type TaskFailure,
  type TaskRef,
  type TaskRun,
} from "../protocol/index.ts";
import type { Sandbox } from "../sandbox/port.ts";
import { Cadence } from "./cadence.ts";
import { Changes } from "./change-set/changes.ts";
import { StoredObjects } from "./change-set/stored-objects.ts";
import { TouchedPaths } from "./change-set/touched-paths.ts";
import { type CommandAnswer, Commands } from "./commands.ts";
import { clearAway, eraseObject } from "./erase.ts";
import { Mutex } from "./mutex.ts";
import { byteStream } from "./out/byte-stream.ts";
import { Mirror } from "./out/mirror.ts";
import { MAX_SOCKETS, Sockets } from "./out/sockets.ts";
import { endUnreadable } from "./out/unreadable.ts";
import { diffOf, refOf, treeOf, viewOf } from "./out/view.ts";
import type { By } from "./record/audit-trail.ts";
import { type DeadlineKind, LIMITS } from "./record/deadlines.ts";
import { Inbox } from "./record/inbox.ts";
import { type Clock, Life } from "./record/life.ts";
import { Outbox } from "./record/outbox.ts";
import type { TaskInit } from "./record/record.ts";
import { openStored } from "./record/stored-form.ts";
import { takeTicket } from "./record/used-tickets.ts";
import { Duties } from "./run/alarm.ts";
import { Fenced, StepFailure } from "./run/failures.ts";
import { MAX_ATTEMPTS, type StepRow } from "./run/lease.ts";
import { failByTime, failStep, type OpenStep, runStep } from "./run/runner.ts";
import { type Run, Runs } from "./run/runs.ts";
import type { StepContext } from "./run/step.ts";
import { Checkout } from "./work/checkout/checkout.ts";
import { CloneGrants } from "./work/checkout/clone-grants.ts";
import { egressSettings } from "./work/host/egress.ts";
import { Host } from "./work/host/host.ts";
import { Processes } from "./work/host/processes.ts";
import { sandboxFor } from "./work/host/sandbox-for.ts";
import { STEPS } from "./work/steps/index.ts";

/** Viewers see a new event at once, or in a burst after at most this long together with the others. */
const FRAME_MS = 50;
const clock: Clock = { now: () => Date.now(), id: () => crypto.randomUUID() };

export class TaskObject extends DurableObject<ObjectBindings> {
  private readonly config: Config;
  /** Why what is stored cannot be read; null when it can. */
  private readonly unreadable: string | null;
  private readonly life: Life;
  private readonly inbox: Inbox;
  private readonly commands: Commands;
  private readonly sockets: Sockets;
  private readonly outbox: Outbox;
  private readonly mirror: Mirror;
  private readonly changes: Changes;
  private readonly processes: Processes;
  private readonly duties: Duties;
  private readonly touched: TouchedPaths;
  private readonly runs = new Runs();
  /** Building the checkout and removing the sandbox exclude each other. */
  private readonly mutex = new Mutex();
  private readonly clones = new CloneGrants();
  private machine: Promise<Sandbox> | null = null;
  private readonly frames = new Cadence(() => this.sockets.pumpAll(), FRAME_MS);
  private committed = false;
  /** The task is being forgotten: Postgres has it all, and nothing may be added any more. */
  private closing = false;

  constructor(ctx: DurableObjectState, env: ObjectBindings) {
    super(ctx, env);
    this.config = readConfig(env);
    const { sql } = ctx.storage;
    this.unreadable = openStored(ctx.storage);
    const commit = () => this.afterCommit();
    const wake = { committed: commit, fenced: () => this.stopRuns() };
    this.life = new Life(ctx.storage, clock, wake, this.unreadable !== null);
    this.inbox = new Inbox(sql, this.life, clock);
    this.commands = new Commands(sql, this.life, this.inbox, clock);
    this.sockets = new Sockets(ctx, this.life, clock);
    this.outbox = new Outbox(sql, env.STEPS, this.life, clock);
    this.touched = new TouchedPaths(sql);
    this.changes = new Changes(this.life, new StoredObjects(this.life, sql, env.ARTIFACTS), this.touched);
    this.mirror = new Mirror(this.life, this.config, this.inbox, this.changes, clock);
    this.processes = new Processes(sql);
    this.duties = new Duties(this.life, clock, (kind) => this.meet(kind));
    if (this.life.find() && this.life.steps.abandon()) this.life.deadlines.setBy("steps", clock.now());
  }

  /** Creates the task and starts it; a second call answers with the task as it is. */
  create(init: TaskInit): TaskRef {
    this.life.create(init);
    return refOf(this.life.record);
  }

  /** Null when this object holds no task (any more): Postgres has its history. */
  async view(): Promise<TaskRun | null> {
    if (this.unreadable !== null) await this.endUnreadable();
    return this.life.find() && viewOf(this.life, this.inbox.pending());
  }

  events(after: number, limit: number): EventPage | null {
    if (!this.life.find()) return null;
    return { items: this.life.events(after, limit), head: this.life.journal.head() };
  }

  async diff(name: ChangeName): Promise<TaskDiff | null> {
    return this.life.find() && diffOf(this.life, this.changes, name);
  }

  /** A change as `git apply` takes it, "" where there is none. Null when this object holds no task (any more). */
  patch(name: ChangeName): ReadableStream | "" | null {
    const record = this.life.find();
    const change = record && this.changes.of(treeOf(record, name));
    if (!record) return null;
    return change ? byteStream(this.changes.patch(change)) : "";
  }

  /** Null when this object holds no task (any more). */
  command(idempotencyKey: string, command: TaskCommand, by: By): CommandAnswer | null {
    const open = !this.closing && this.life.find() !== null;
    const answer = open ? this.commands.execute(idempotencyKey, command, by) : null;
    if (answer?.ok && command.name === "skip_baseline") this.runs.skipBaseline();
    return answer;
  }

  /** The same, but `needs_place` for what would make an ended task work again: its owner may have enough that do. */
  commandInPlace(key: string, command: TaskCommand, by: By): CommandAnswer | "needs_place" | null {
    const starts = !this.closing && this.life.find() && this.commands.starts(key, command);
    return starts ? "needs_place" : this.command(key, command, by);
  }

  /** False when this object holds no task (any more). */
  rename(title: string): boolean {
    return !this.closing && this.life.find() !== null && this.commands.rename(title);
  }

  /** Whether the task's sandbox may (still) read the repository in this user's name. */
  mayClone(userId: string, clone: string): boolean {
    const record = this.life.find();
    if (record === null || record.init.userId !== userId || isTerminal(record.state)) return false;
    return this.clones.isOpen(clone);
  }

  /** Claims a step for this object and starts it; answers at once. Any number of calls start it once. */
  kick(message: StepMessage): KickResult {
    const record = this.life.find();
    if (!record || record.init.taskId !== message.taskId || message.epoch !== record.epoch) return "stale";
    const claim = this.life.steps.claim(message.stepId, message.epoch, clock.id(), clock.now());
    if (typeof claim === "string") return claim;
    this.runs.start(claim, (run) =>
      runStep(run, {
        life: this.life,
        clock,
        step: STEPS[claim.kind],
        open: () => this.open(run),
        sandboxLost: () => this.markSandbox("lost"),
      }),
    );
    return "started";
  }

  /** The queue gave up on a message: if its step never ran, the task ends with that reason. */
  deadLetter(message: StepMessage): void {
    const step = this.life.find() && this.life.steps.get(message.stepId);
    if (!step || step.epoch !== message.epoch || step.status !== "pending" || step.attempt > 0) return;
    const reason = `The step could not be started; the queue gave up (${step.id})`;
    this.giveUp(step, { code: "dead_letter", message: reason });
  }

  override async fetch(request: Request): Promise<Response> {
    if (!this.life.find()) return new Response("no such task", { status: 404 });
    if (this.sockets.count >= MAX_SOCKETS) return new Response("too many viewers", { status: 429 });
    const query = new URL(request.url).searchParams;
    const visitor = { userId: query.get("user") ?? "", admittedAt: Number(query.get("admitted") ?? 0) };
    if (!this.sockets.admits(visitor)) return new Response("admitted too long ago", { status: 403 });
    const ticket = query.get("ticket");
    if (ticket !== null && !takeTicket(this.life.documents, ticket, clock.now()))
      return new Response("used before", { status: 403 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.sockets.accept(server, Number(query.get("after") ?? 0), visitor);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Somebody may have lost the right to read the task: everybody but its owner has to be admitted anew. */
  closeGuestSockets(): void {
    if (this.life.find()) this.sockets.closeGuestSockets();
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.sockets.receive(socket, data);
  }

  override async alarm(): Promise<void> {
    if (this.unreadable !== null) return this.endUnreadable();
    if (this.life.find()) await this.duties.meetAll();
  }

  /** Tells Postgres that the task has ended. Nothing is tried again here: whoever looks at the task asks for it anew. */
  private async endUnreadable(): Promise<void> {
    const taskId = this.ctx.id.name;
    if (taskId === undefined || this.unreadable === null) return;
    console.error(`task ${taskId}: ${this.unreadable}`);
    try {
      await endUnreadable(taskId, this.unreadable, { sql: this.ctx.storage.sql, config: this.config });
      await (await sandboxFor(this.config, this.env, taskId)).destroy();
    } catch (error) {
      console.error(`the unreadable task ${taskId} could not be ended`, error);
    }
  }

  private async meet(kind: DeadlineKind): Promise<void> {
    switch (kind) {
      case "steps":
        return this.drive();
      case "outbox":
        return this.outbox.flush();
      case "mirror":
        await this.mirror.flush();
        return;
      case "task":
      case "approval":
        return failByTime(this.life, kind);
      case "sandbox_idle":
        return this.releaseSandbox();
      case "expire":
        return this.expire();
    }
  }

  /** Starts what ought to be running: steps whose message was lost, retries that are due, leases that ran out. */
  private drive(): void {
    const now = clock.now();
    for (const step of this.life.steps.overdue(now)) {
      if (step.status === "running" && step.attempt >= MAX_ATTEMPTS)
        this.giveUp(step, {
          code: "sandbox_lost",
          message: `The step was interrupted ${step.attempt} times`,
        });
      else this.kick(this.life.messageFor(step, "resume"));
    }
    const next = this.life.steps.nextDue();
    if (next !== null) this.life.deadlines.setBy("steps", Math.max(next, now + 1_000));
  }

  private giveUp(step: StepRow, failure: Pick<TaskFailure, "code" | "message">): void {
    const { step: kind, stepId } = this.life.messageFor(step, "resume");
    this.life.transact(() => failStep(this.life, { stepId, kind }, failure, clock.now()));
  }

  /** Frees the machine while nobody works; the patch is stored, so the next step rebuilds it. */
  private releaseSandbox(): Promise<void> {
    return this.mutex.run(async () => {
      if (this.life.steps.isOpen()) {
        this.life.deadlines.set("sandbox_idle", clock.now() + LIMITS.sandboxIdleMs);
        return;
      }
      // Also one that was never ready: a clone that failed leaves something behind too.
      if (this.life.record.sandbox.state === "destroyed") return;
      await (await this.sandbox()).destroy();
      this.markSandbox("destroyed");
    });
  }

  /** Forgets the task. What came while its last state was being stored is stored first, and a retry keeps it here. */
  private async expire(): Promise<void> {
    const { completedAt } = this.life.record;
    for (;;) {
      // Its next end sets the deadline anew, also one that has come meanwhile.
      if (!isTerminal(this.life.record.state) || this.life.record.completedAt !== completedAt) return;
      if (this.mirror.isCurrent()) break;
      if (await this.mirror.flush()) continue;
      this.life.deadlines.set("expire", clock.now() + LIMITS.expireRetryMs);
      return;
    }
    this.closing = true;
    try {
      await this.changes.objects.remove();
    } catch (error) {
      this.closing = false;
      throw error;
    }
    await eraseObject(this.ctx, "expired");
  }

  /** The task's user is gone: nothing is kept of it, whatever it is doing. Ends the object, which the caller hears. */
  async forget(): Promise<void> {
    this.closing = true;
    this.runs.fence();
    const { life, changes, config } = this;
    if (life.find()) await clearAway({ life, changes, config, sandbox: await this.sandbox() });
    await eraseObject(this.ctx, "forgotten");
  }

  private markSandbox(state: "lost" | "destroyed"): void {
    this.life.update((record) => {
      record.sandbox.state = state;
    });
  }

  /** Ends every run of an older epoch and what it left running. */
  private stopRuns(): void {
    this.runs.fence();
    // Not inside the transaction that fenced: killing is I/O.
    this.ctx.waitUntil(Promise.resolve().then(async () => this.processes.killAll(await this.sandbox())));
  }

  private sandbox(): Promise<Sandbox> {
    this.machine ??= sandboxFor(this.config, this.env, this.life.record.init.taskId).catch((error) => {
      this.machine = null;
      throw error;
    });
    return this.machine;
  }

  private async open(run: Run): Promise<OpenStep> {
    const { life, config, inbox, changes, processes, touched } = this;
    const { claim, abort } = run;
    await this.runs.stopped();
    const sandbox = await this.sandbox();
    const { userId, repo_full_name: repo } = life.record.init;
    const commands = { kind: claim.kind, isolation: sandbox.isolation, userId, repo };
    const refusal = await commandsRefusal(config, commands);
    if (refusal !== null) throw new StepFailure("commands_not_agreed", refusal);
    if (claim.attempt > 1) await processes.killOf(claim.stepId, sandbox);
    const repoDir = `${sandbox.root}/repo`;
    const host = new Host({
      claim,
      life,
      clock,
      sandbox,
      repoDir,
      signal: abort.signal,
      processes,
      touched,
      egress: () => egressSettings(config, life),
    });
    const commit: StepContext["commit"] = (write) =>
      life.transact(() => {
        if (!life.steps.holds(claim)) throw new Fenced("lease lost");
        return write();
      });
    const { mutex, clones } = this;
    const checkout = new Checkout({ host, life, changes, config, clock, mutex, clones, commit });
    const bucket = this.env.ARTIFACTS;
    const context: StepContext = {
      claim,
      config,
      clock,
      life,
      inbox,
      agent,
      host,
      checkout,
      changes,
      bucket,
      skip: run.skip.signal,
      commit,
    };
    return { context, end: () => host.end() };
  }

  /** Once per turn of the event loop, however many commits it made. */
  private afterCommit(): void {
    if (this.committed) return;
    this.committed = true;
    queueMicrotask(() => {
      this.committed = false;
      if (!this.life.find()) return;
      this.readMessages();
      this.frames.ask();
      this.ctx.waitUntil(this.outbox.flush());
    });
  }

  /** A message that came too late for the agent's last turn starts the next round. */
  private readMessages(): void {
    const { state, failure } = this.life.record;
    if (state !== "awaiting_approval" && state !== "reviewing" && state !== "complete") return;
    // What stopped the task is the user's to judge first: a message from before says nothing about it.
    if (failure !== null) return;
    this.commands.continueWith(this.inbox.take());
  }
}
