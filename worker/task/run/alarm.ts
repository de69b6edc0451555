/**
 * Runs the due duties when the object's alarm fires. The object has one alarm, which does not fire again while its
 * handler runs: duties that wait for another service are started last and awaited only for a limited time.
 */
import { log } from "../../log/log.ts";
import type { DeadlineKind } from "../record/deadlines.ts";
import type { Clock, Life } from "../record/life.ts";

/** Order: time limits and steps first, then copies and clean-up, erasing last. */
const ORDER: readonly DeadlineKind[] = [
  "task",
  "approval",
  "steps",
  "outbox",
  "sandbox_idle",
  "mirror",
  "expire",
];
/** Postgres may hang: after this long mirroring goes on in the background, and the alarm is free for the next step. */
const MIRROR_WAIT_MS = 2_000;
const WAIT_MS = 10_000;
const RETRY_MS = 10_000;

/** The part of `Life` that the alarm needs. */
export interface AlarmOf {
  deadlines: Pick<Life["deadlines"], "take" | "done" | "setBy">;
  find(): { init: { taskId: string } } | null;
}

/** The handler of each deadline. */
export type Duties = Record<DeadlineKind, () => void | Promise<void>>;

export class Alarm {
  private readonly life: AlarmOf;
  private readonly clock: Pick<Clock, "now">;
  private readonly duties: Duties;
  /** Duties in progress; the same kind is not started twice in parallel. */
  private readonly underWay = new Map<DeadlineKind, Promise<void>>();

  /** Exceptions of a duty are logged, and its deadline fires again later. */
  constructor(life: AlarmOf, clock: Pick<Clock, "now">, duties: Duties) {
    this.life = life;
    this.clock = clock;
    this.duties = duties;
  }

  async runDue(): Promise<void> {
    const due = new Set(this.life.deadlines.take(this.clock.now()));
    const started = ORDER.filter((kind) => kind !== "expire" && due.has(kind)).map((kind) =>
      settledWithin(this.start(kind), kind === "mirror" ? MIRROR_WAIT_MS : WAIT_MS),
    );
    await Promise.all(started);
    // It erases the object, so no other duty of this alarm may be running.
    if (due.has("expire")) await this.start("expire");
  }

  private start(kind: DeadlineKind): Promise<void> {
    const before = this.underWay.get(kind);
    if (before) return before;
    const running = this.run(kind).finally(() => this.underWay.delete(kind));
    this.underWay.set(kind, running);
    return running;
  }

  private async run(kind: DeadlineKind): Promise<void> {
    try {
      await this.duties[kind]();
    } catch (error) {
      // One failing duty must not block the others.
      log("error", `the deadline ${kind} failed`, { task_id: this.life.find()?.init.taskId }, error);
      this.life.deadlines.setBy(kind, this.clock.now() + RETRY_MS);
    }
    this.life.deadlines.done(kind);
  }
}

/** Resolves when `work` has, or after `ms`. */
async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
