/**
 * Does what is due when the object's alarm goes off. An object has one alarm, and no other goes off while it is being
 * answered: what may take long, because somebody else has to answer, is started last and not waited for without end.
 */
import type { DeadlineKind } from "../record/deadlines.ts";
import type { Clock, Life } from "../record/life.ts";

/** Time itself and work come first, copies and clean-up after them, and forgetting the task when the rest is done. */
const ORDER: readonly DeadlineKind[] = [
  "task",
  "approval",
  "steps",
  "outbox",
  "sandbox_idle",
  "mirror",
  "expire",
];
/** Postgres may hang: what is not mirrored by then is being mirrored while the alarm is free for the next step. */
const MIRROR_WAIT_MS = 2_000;
const WAIT_MS = 10_000;
const RETRY_MS = 10_000;

/** The part of a task's life that this needs. */
export interface AlarmOf {
  deadlines: Pick<Life["deadlines"], "take" | "done" | "setBy">;
  find(): { init: { taskId: string } } | null;
}

/** What each deadline is for. */
export type Duties = Record<DeadlineKind, () => void | Promise<void>>;

export class Alarm {
  private readonly life: AlarmOf;
  private readonly clock: Pick<Clock, "now">;
  private readonly duties: Duties;
  /** Started and not at its end; the same kind is not started again beside it. */
  private readonly underWay = new Map<DeadlineKind, Promise<void>>();

  /** What a duty throws is logged, and its deadline comes again a little later. */
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
    // It takes everything with it, so that nothing else may be under way of this alarm.
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
      // One promise that cannot be kept now must not hold up the others.
      console.error(`deadline ${kind} of ${this.life.find()?.init.taskId}`, error);
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
