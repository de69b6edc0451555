/**
 * The Durable Object of one task. A thin adapter: it owns storage, alarm, sockets and running steps, and leaves every
 * decision to the modules beside it.
 */

import { DurableObject } from "cloudflare:workers";
import type { Need, Standing } from "../admission/admission-object.ts";
import { type Config, type ObjectBindings, readConfig } from "../env.ts";
import { log } from "../log/log.ts";
import {
  type ChangeName,
  type EventPage,
  isTerminal,
  type KickResult,
  pageOfTests,
  type StepMessage,
  type TaskCommand,
  type TaskDiff,
  type TaskRef,
  type TaskRun,
  type TestPage,
  type TestQuery,
} from "../protocol/index.ts";
import { Changes } from "./change-set/changes.ts";
import { StoredObjects } from "./change-set/stored-objects.ts";
import { TouchedPaths } from "./change-set/touched-paths.ts";
import { type CommandAnswer, Commands } from "./commands.ts";
import { Erasure } from "./erase.ts";
import { Mutex } from "./mutex.ts";
import { byteStream } from "./out/byte-stream.ts";
import { Metrics } from "./out/metrics.ts";
import { Mirror } from "./out/mirror.ts";
import { Sockets } from "./out/sockets.ts";
import { Traces } from "./out/traces.ts";
import { endUnreadable } from "./out/unreadable.ts";
import { diffOf, refOf, runOfPhase, treeOf, viewOf } from "./out/view.ts";
import type { By } from "./record/audit-trail.ts";
import { Inbox } from "./record/inbox.ts";
import { type Clock, Life } from "./record/life.ts";
import { Outbox } from "./record/outbox.ts";
import type { TaskInit } from "./record/record.ts";
import { openStored } from "./record/stored-form.ts";
import { Watch } from "./record/watch.ts";
import { Alarm } from "./run/alarm.ts";
import { failUndelivered, startDueSteps } from "./run/due-steps.ts";
import { failByTime, runStep } from "./run/runner.ts";
import { Runs } from "./run/runs.ts";
import { ADMISSION, TaskSlot } from "./slot.ts";
import { Throttle } from "./throttle.ts";
import { isUndo, prepareUndo } from "./undo.ts";
import { CloneGrants } from "./work/checkout/clone-grants.ts";
import { Processes } from "./work/host/processes.ts";
import { sandboxFor, TREES, type Tree } from "./work/host/sandbox-for.ts";
import { TaskSandbox } from "./work/host/task-sandbox.ts";
import { openStep, type StepParts } from "./work/open-step.ts";
import { STEPS } from "./work/steps/index.ts";

/** Throttle interval of socket frames: the first event is sent at once, later ones in batches. */
const FRAME_MS = 50;
const clock: Clock = { now: () => Date.now(), id: () => crypto.randomUUID() };

export class TaskObject extends DurableObject<ObjectBindings> {
  private readonly config: Config;
  /** Why the storage cannot be read; null when it can. */
  private readonly unreadable: string | null;
  private readonly life: Life;
  private readonly inbox: Inbox;
  private readonly commands: Commands;
  private readonly sockets: Sockets;
  private readonly outbox: Outbox;
  private readonly metrics: Metrics;
  private readonly traces: Traces;
  private readonly changes: Changes;
  private readonly processes: Processes;
  private readonly sandbox: TaskSandbox;
  private readonly steps: StepParts;
  private readonly slot: TaskSlot;
  private readonly erasure: Erasure;
  private readonly wakeUp: Alarm;
  private readonly runs = new Runs();
  private readonly clones = new CloneGrants();
  private readonly watch = new Watch();
  private readonly frames = new Throttle(() => this.sockets.pumpAll(), FRAME_MS);
  private committed = false;

  constructor(ctx: DurableObjectState, env: ObjectBindings) {
    super(ctx, env);
    this.config = readConfig(env);
    const { config, clones, watch } = this;
    const { sql } = ctx.storage;
    this.unreadable = openStored(ctx.storage);
    const wake = { committed: () => this.afterCommit(), fenced: () => this.stopRuns() };
    const life = new Life(ctx.storage, clock, wake, this.unreadable !== null);
    const inbox = new Inbox(sql, life, clock);
    const touched = new TouchedPaths(sql);
    const changes = new Changes(life, new StoredObjects(life, sql, env.ARTIFACTS), touched);
    const processes = new Processes(sql);
    const mutex = new Mutex();
    const sandbox = new TaskSandbox(life, clock, mutex, (tree) =>
      sandboxFor(config, env, {
        id: life.record.init.taskId,
        tree,
        image: () => life.documents.get("sandbox_image")?.name ?? null,
      }),
    );
    const mirror = new Mirror(life, config, inbox, changes, clock);
    this.life = life;
    this.inbox = inbox;
    this.changes = changes;
    this.processes = processes;
    this.sandbox = sandbox;
    this.commands = new Commands(sql, life, inbox, clock, (id) => this.runs.runsCommand(id));
    this.sockets = new Sockets(ctx, life, clock);
    this.metrics = new Metrics(life, env.METRICS);
    this.traces = new Traces(life, config);
    this.outbox = new Outbox(sql, env.STEPS, life, clock);
    this.slot = new TaskSlot(life, clock, () => env.ADMISSION.getByName(ADMISSION));
    this.erasure = new Erasure(ctx, { life, clock, config, changes, mirror, sandbox });
    const bucket = env.ARTIFACTS;
    this.steps = {
      config,
      clock,
      life,
      watch,
      inbox,
      changes,
      touched,
      processes,
      sandbox,
      mutex,
      evidence: new Mutex(),
      clones,
      bucket,
      endBaseline: () => this.runs.endBaseline(),
    };
    this.wakeUp = new Alarm(life, clock, {
      task: () => failByTime(life, "task"),
      approval: () => failByTime(life, "approval"),
      steps: () => this.startDue(),
      outbox: () => this.outbox.flush(),
      sandbox_idle: () => sandbox.release(),
      mirror: async () => void (await mirror.flush()),
      expire: () => this.erasure.expire(),
    });
    if (life.find() && life.steps.endInterruptedLeases()) life.deadlines.setBy("steps", clock.now());
  }

  /** Creates and starts the task. Idempotent: a second call returns the existing task. */
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

  /** A page of the cases of one run. */
  tests(query: TestQuery): TestPage | null {
    return this.life.find() && pageOfTests(runOfPhase(this.life, query.phase), query);
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
  async command(idempotencyKey: string, command: TaskCommand, by: By): Promise<CommandAnswer | null> {
    const isOpen = () => !this.erasure.hasBegun && this.life.find() !== null;
    const prepared = isUndo(command) && isOpen() ? await prepareUndo(this.life, this.changes, command) : null;
    const answer = isOpen() ? this.commands.execute(idempotencyKey, command, by, prepared) : null;
    if (answer?.ok && command.name === "skip_baseline") this.runs.skipBaseline();
    if (answer?.ok && command.name === "stop_command") this.runs.stopCommand(command.body.command_id);
    return answer;
  }

  /**
   * As `command`, but returns `needs_place` for a command that would restart an ended task, so that the caller checks
   * the owner's limit of active tasks first.
   */
  async commandInPlace(
    key: string,
    command: TaskCommand,
    by: By,
  ): Promise<CommandAnswer | "needs_place" | null> {
    const starts = !this.erasure.hasBegun && this.life.find() && this.commands.starts(key, command);
    return starts ? "needs_place" : this.command(key, command, by);
  }

  /** False when this object holds no task (any more). */
  rename(title: string): boolean {
    return !this.erasure.hasBegun && this.life.find() !== null && this.commands.rename(title);
  }

  /** Whether the task's sandbox may still read the repository with this user's token. */
  mayClone(userId: string, clone: string): boolean {
    const record = this.life.find();
    if (record === null || record.init.userId !== userId || isTerminal(record.state)) return false;
    return this.clones.isOpen(clone);
  }

  /** The repository that a clone into this tree may read now, and with whose token; null while there is none. */
  openClone(tree: Tree): { userId: string; repo: string } | null {
    const record = this.life.find();
    if (record === null || isTerminal(record.state) || !this.clones.isOpenIn(tree)) return null;
    return { userId: record.init.userId, repo: record.init.repo_full_name };
  }

  /** Claims a step and starts it; returns without waiting for its end. Idempotent. */
  kick(message: StepMessage): KickResult {
    const record = this.life.find();
    if (!record || record.init.taskId !== message.taskId || message.epoch !== record.epoch) return "stale";
    // It is started by the alarm once there is a slot.
    if (this.slot.blocks(message.step)) return "busy";
    const claim = this.life.steps.claim(message.stepId, message.epoch, clock.id(), clock.now());
    if (typeof claim === "string") return claim;
    this.runs.start(claim, (run) =>
      runStep(run, {
        life: this.life,
        clock,
        step: STEPS[claim.kind],
        open: async () => {
          await this.runs.stopped();
          return openStep(run, this.steps);
        },
        sandboxLost: () => this.sandbox.mark("lost"),
      }),
    );
    return "started";
  }

  /** Where the task stands among those that want machines; answers what it needs now. */
  slotIs(standing: Standing): Need {
    return this.slot.is(standing);
  }

  /** Removes idle machines, because others wait; true once there are none. */
  async yieldSlot(): Promise<boolean> {
    if (this.slot.need() === "idle") await this.sandbox.release();
    return this.slot.need() === "none";
  }

  /** Called for a message in the dead-letter queue. */
  deadLetter(message: StepMessage): void {
    failUndelivered(this.life, clock, message);
  }

  override async fetch(request: Request): Promise<Response> {
    if (!this.life.find()) return new Response("no such task", { status: 404 });
    return this.sockets.open(request);
  }

  /** Called when somebody may have lost read access: everybody but the owner has to be admitted again. */
  closeGuestSockets(): void {
    if (this.life.find()) this.sockets.closeGuestSockets();
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.sockets.receive(socket, data);
  }

  override async alarm(): Promise<void> {
    if (this.unreadable !== null) return this.endUnreadable();
    if (this.life.find()) await this.wakeUp.runDue();
  }

  /** Tells Postgres that the task has ended. Not retried here: the next request for the task tries again. */
  private async endUnreadable(): Promise<void> {
    const taskId = this.ctx.id.name;
    if (taskId === undefined || this.unreadable === null) return;
    log("error", this.unreadable, { task_id: taskId });
    try {
      await endUnreadable(taskId, this.unreadable, { sql: this.ctx.storage.sql, config: this.config });
      for (const tree of TREES)
        await (await sandboxFor(this.config, this.env, { id: taskId, tree })).destroy();
    } catch (error) {
      log("error", "an unreadable task could not be ended", { task_id: taskId }, error);
    }
  }

  /** Erases the task of a removed user, whatever its state. Ends the object; the pending call fails. */
  async forget(): Promise<void> {
    this.runs.fence();
    await this.slot.leave();
    await this.erasure.forget();
  }

  private async startDue(): Promise<void> {
    startDueSteps(
      this.life,
      clock,
      (message) => this.kick(message),
      (kind) => this.slot.blocks(kind),
    );
    if (this.slot.need() === "working" && this.slot.blocks("clone")) await this.slot.ask();
  }

  /** Aborts every run of an older epoch and kills its processes. */
  private stopRuns(): void {
    this.runs.fence();
    // Outside the fencing transaction: killing is I/O.
    this.ctx.waitUntil(Promise.resolve().then(async () => this.processes.killAll(await this.sandbox.all())));
  }

  /** Debounced: once per turn of the event loop, however many commits. */
  private afterCommit(): void {
    if (this.committed) return;
    this.committed = true;
    queueMicrotask(() => {
      this.committed = false;
      if (!this.life.find()) return;
      this.commands.continueWithWaiting();
      this.watch.check();
      this.frames.ask();
      this.metrics.write();
      this.ctx.waitUntil(this.outbox.flush());
      this.ctx.waitUntil(this.traces.send());
      this.ctx.waitUntil(this.slot.sync());
    });
  }
}
