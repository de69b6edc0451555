/** Finds steps that should be running, and steps that will never run. */
import type { StepKind, StepMessage, TaskFailure } from "../../protocol/index.ts";
import type { Clock, Life } from "../record/life.ts";
import { MAX_ATTEMPTS, type StepRow } from "./lease.ts";
import { failStep } from "./runner.ts";

/** Looked at again while it waits for a slot, in case nobody says that there is one. */
const WAITING_MS = 30_000;

/**
 * Starts steps whose message was lost, due retries, and steps whose lease expired, but those that `wait`; then sets the
 * next deadline.
 */
export function startDueSteps(
  life: Life,
  clock: Clock,
  start: (message: StepMessage) => void,
  wait: (kind: StepKind) => boolean,
): void {
  const now = clock.now();
  const overdue = life.steps.overdue(now);
  const due = overdue.filter(({ kind }) => !wait(kind as StepKind)); // only Steps.add writes it
  for (const step of due) {
    if (step.status === "running" && step.attempt >= MAX_ATTEMPTS)
      giveUp(life, clock, step, {
        code: "sandbox_lost",
        message: `The step was interrupted ${step.attempt} times`,
      });
    else start(life.messageFor(step, "resume"));
  }
  const next = life.steps.nextDue();
  const soonest = now + (overdue.length > due.length ? WAITING_MS : 1_000);
  if (next !== null) life.deadlines.setBy("steps", Math.max(next, soonest));
}

/** Handles a dead-lettered message: if its step never ran, the task fails with that reason. */
export function failUndelivered(life: Life, clock: Clock, message: StepMessage): void {
  const step = life.find() && life.steps.get(message.stepId);
  if (!step || step.epoch !== message.epoch || step.status !== "pending" || step.attempt > 0) return;
  const reason = `The step could not be started; the queue gave up (${step.id})`;
  giveUp(life, clock, step, { code: "dead_letter", message: reason });
}

function giveUp(
  life: Life,
  clock: Clock,
  step: StepRow,
  failure: Pick<TaskFailure, "code" | "message">,
): void {
  const { step: kind, stepId } = life.messageFor(step, "resume");
  life.transact(() => failStep(life, { stepId, kind }, failure, clock.now()));
}
