/**
 * A task's slot: whether it may have machines. What it needs follows from what is stored; the object of admission
 * (`worker/admission/`) says whether it has it, and decides. Between the two every message may be lost or repeated.
 */
import type { AdmissionObject, Need, Standing } from "../admission/admission-object.ts";
import { isTerminal, type SlotWait, type StepKind } from "../protocol/index.ts";
import type { Clock, Life } from "./record/life.ts";

/** Name of the one object of admission. */
export const ADMISSION = "installation";

/** Steps that need no machine; they run without a slot, so that a task which waits can be ended. */
const WITHOUT: ReadonlySet<StepKind> = new Set(["publish", "cleanup"]);
const WITH = ["clone", "baseline", "analyze", "plan", "apply", "test"] as const satisfies StepKind[];

/** Nothing needs a machine before it. */
const FIRST_STEP = "clone:1";

export class TaskSlot {
  private readonly life: Life;
  private readonly clock: Clock;
  private readonly admission: () => Pick<DurableObjectStub<AdmissionObject>, "report">;
  /** What was reported last by this object, so that the same is not reported again. */
  private reported: Need | null = null;
  private reporting: Promise<void> | null = null;

  constructor(life: Life, clock: Clock, admission: TaskSlot["admission"]) {
    this.life = life;
    this.clock = clock;
    this.admission = admission;
  }

  /** Whether a step of this kind has to wait for a slot. */
  blocks(kind: StepKind): boolean {
    return !WITHOUT.has(kind) && !this.held;
  }

  /** What it needs now. A sandbox that may exist is a need as well. */
  need(): Need {
    const record = this.life.find();
    if (!record) return "none";
    if (!isTerminal(record.state) && WITH.some((kind) => this.life.steps.isOpen(kind))) return "working";
    // Also one that was never ready: a clone that failed leaves its machine behind for a while.
    const begun = (this.life.steps.get(FIRST_STEP)?.attempt ?? 0) > 0;
    return begun && record.sandbox.state !== "destroyed" ? "idle" : "none";
  }

  /** After each commit: reports what it needs, where that has changed. */
  async sync(): Promise<void> {
    if (this.need() !== this.reported) await this.report();
  }

  /** Asks again where it stands, also where nothing has changed. */
  async ask(): Promise<void> {
    this.reported = null;
    await this.report();
  }

  /** For the end of the task's object. */
  async leave(): Promise<void> {
    const record = this.life.find();
    if (!record) return;
    const { taskId, userId } = record.init;
    await this.admission()
      .report({ taskId, userId }, "none")
      .catch((error: unknown) => console.warn(`the slot of ${taskId} was not given back`, error));
  }

  /** Asks where it stands. One call at a time; a failed one is made again with the next commit or alarm. */
  report(): Promise<void> {
    this.reporting ??= this.send().finally(() => {
      this.reporting = null;
    });
    return this.reporting;
  }

  /** Hears where it stands; answers what it needs now. */
  is({ held, wait }: Standing): Need {
    const { life } = this;
    if (!life.find()) return "none";
    const before = life.documents.get("slot") ?? NO_SLOT;
    const need = this.need();
    if (before.held !== held || JSON.stringify(before.wait) !== JSON.stringify(wait))
      life.transact(() => {
        life.documents.put("slot", { held, wait });
        if (wait && !before.wait) this.say("waiting_for_slot", lineOf(wait));
        if (held && before.wait) this.say("slot_free", "There is a free slot; going on");
        life.waits(wait !== null);
        if (held && need === "working") life.deadlines.setBy("steps", this.clock.now());
      });
    return need;
  }

  private get held(): boolean {
    return this.life.documents.get("slot")?.held ?? false;
  }

  private say(code: string, message: string): void {
    this.life.emit({ type: "warning", message, data: { code, detail: null } });
  }

  private async send(): Promise<void> {
    const { taskId, userId } = this.life.record.init;
    try {
      for (let need = this.need(); need !== this.reported; need = this.need()) {
        const standing = await this.admission().report({ taskId, userId }, need);
        this.reported = need;
        this.is(standing);
      }
    } catch (error) {
      this.reported = null;
      console.warn(`admission of ${taskId} was not asked`, error);
    }
  }
}

const NO_SLOT: Standing = { held: false, wait: null };

const lineOf = ({ position, of, limit }: SlotWait): string =>
  `Waiting for a free slot: position ${position} of ${of}. ${
    limit === "user"
      ? "You have as many tasks at work as you may"
      : "Every machine of this installation is in use"
  }`;
