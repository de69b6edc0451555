/**
 * Runs one claimed step: renews its lease, gives it a fenced context, and commits its outcome. Independent of what the
 * step does.
 */
import { log } from "../../log/log.ts";
import type { EventInput, FailureCode, StepKind } from "../../protocol/index.ts";
import { LIMITS } from "../record/deadlines.ts";
import { allowedMs, type Clock, type Life } from "../record/life.ts";
import { STOPPED_BY_USER, stopOptions } from "../record/published.ts";
import { factsOf } from "../record/record.ts";
import { STEP_OF } from "../state-machine.ts";
import { Fenced, StepFailure } from "./failures.ts";
import { type Claim, LEASE_MS, RENEW_MS } from "./lease.ts";
import type { Run } from "./runs.ts";
import type { Outcome, Step, StepContext } from "./step.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface OpenStep {
  context: StepContext;
  /** Flushes the step's log; called before its outcome is committed. */
  end(): void;
}

export interface RunnerDeps {
  life: Life;
  clock: Clock;
  step: Step;
  /** Connects to the sandbox, kills processes of an interrupted attempt, and creates the step's context. */
  open(): Promise<OpenStep>;
  /** Called when the sandbox is known to be gone. */
  sandboxLost(): void;
}

/** Never throws: every result is recorded as an outcome, a retry or a failure. */
export async function runStep(run: Run, deps: RunnerDeps): Promise<void> {
  const { life, clock } = deps;
  const { claim } = run;
  const startedAt = clock.now();
  const renew = setInterval(() => {
    if (!life.steps.renew(claim, clock.now())) run.abort.abort(new Fenced("lease lost"));
  }, RENEW_MS);
  // Edits that begin beside the baseline wait for it, at most as long as that step may take.
  const limitMs = LIMITS.stepMs * (claim.kind === "apply" && life.steps.isOpen("baseline") ? 2 : 1);
  const limit = setTimeout(
    () => run.abort.abort(new StepFailure("step_timeout", `The step took over ${limitMs / 60_000} minutes`)),
    limitMs,
  );
  // Set first: if this object dies, the alarm finds the step again.
  life.deadlines.setBy("steps", startedAt + LEASE_MS + 1_000);
  life.emit({
    type: "step_started",
    message: STARTED[claim.kind],
    data: { step: claim.kind, step_id: claim.stepId, attempt: claim.attempt },
  });
  let open: OpenStep | null = null;
  try {
    open = await deps.open();
    const outcome = await deps.step(open.context);
    open.end();
    finish(deps, claim, outcome, startedAt);
  } catch (thrown) {
    open?.end();
    // After an abort the thrown error is only a consequence of it.
    const error = run.abort.signal.aborted ? run.abort.signal.reason : thrown;
    run.abort.abort(error);
    const verdict = judge(error, claim.attempt);
    // Log a stack only for possible bugs; expected failures are in the journal.
    const bug = verdict.type === "retry" || (verdict.type === "fail" && verdict.code === "internal");
    if (bug)
      log("error", "a step failed", { task_id: life.record.init.taskId, step_id: claim.stepId }, error);
    settle(deps, claim, verdict, startedAt);
  } finally {
    clearInterval(renew);
    clearTimeout(limit);
  }
}

const finished = (claim: Claim, ok: boolean, willRetry: boolean, durationMs: number): EventInput => ({
  type: "step_finished",
  message: ok ? `${LABEL[claim.kind]} done` : `${LABEL[claim.kind]} failed`,
  data: { step: claim.kind, step_id: claim.stepId, ok, duration_ms: durationMs, will_retry: willRetry },
});

function finish(deps: RunnerDeps, claim: Claim, outcome: Outcome, startedAt: number): void {
  const { life, clock } = deps;
  life.transact(() => {
    if (!life.steps.holds(claim)) return;
    const now = clock.now();
    life.steps.finish(claim.stepId, "done", now);
    life.emit(finished(claim, true, false, now - startedAt));
    if (outcome) {
      const refusal = life.fire(outcome.event, outcome);
      if (refusal) throw new Error(`the machine refused ${outcome.event}: ${refusal.refused}`);
    }
    if (claim.kind === "baseline") settleBaseline(life);
  });
}

function settle(deps: RunnerDeps, claim: Claim, verdict: Verdict, startedAt: number): void {
  const { life, clock } = deps;
  if (verdict.type === "stop") return;
  life.transact(() => {
    if (!life.steps.holds(claim)) return;
    const now = clock.now();
    life.emit(finished(claim, false, verdict.type === "retry", now - startedAt));
    if (verdict.type === "retry") {
      if (verdict.sandboxLost) deps.sandboxLost();
      life.steps.retryAt(claim, now + verdict.delayMs);
      life.emit({
        type: "warning",
        message: `${verdict.message}. Trying again in ${Math.ceil(verdict.delayMs / 1000)} s`,
        data: { code: "step_retry", detail: null },
      });
      life.deadlines.setBy("steps", now + verdict.delayMs);
      return;
    }
    failStep(life, claim, verdict, now);
  });
}

/**
 * Fails a step permanently, and the task with it. A step that runs beside the task (baseline, clean-up) only leaves a
 * warning. Call inside `transact`.
 */
export function failStep(
  life: Life,
  { stepId, kind }: { stepId: string; kind: StepKind },
  { code, message }: { code: FailureCode; message: string },
  now: number,
): void {
  life.steps.finish(stepId, "failed", now);
  if (kind !== "baseline" && kind !== "cleanup") {
    failTask(life, { code, message, step: kind });
    return;
  }
  life.emit({
    type: "warning",
    message: `${LABEL[kind]} failed: ${message}`,
    data: { code: `${kind}_failed`, detail: code },
  });
  if (kind === "baseline") settleBaseline(life);
}

/**
 * Fails the task with a stored reason, or hands its change to the user's review; no effect on a task that has ended.
 * May be called inside or outside a transaction.
 */
export function failTask(life: Life, failure: NonNullable<Life["record"]["failure"]>): void {
  const { record } = life;
  if (record.stopping) {
    // The task was being stopped anyway; clean-up checks what GitHub shows.
    life.fire("cancel_requested", stopOptions(life, STOPPED_BY_USER));
    return;
  }
  life.fire("failed", {
    reason: failure.message,
    change: (draft) => {
      draft.failure = failure;
    },
    events: [
      {
        type: "error",
        message: failure.message,
        data: { code: failure.code, step: factsOf({ ...record, failure }).failedStep },
      },
    ],
  });
}

/** Fails the task because its working time or the answer deadline is over. */
export function failByTime(life: Life, deadline: "task" | "approval"): void {
  const { init, state } = life.record;
  const minutes = allowedMs(init.budget) / 60_000;
  failTask(
    life,
    deadline === "task"
      ? {
          code: "task_deadline",
          message: `The task worked for ${minutes} minutes without coming to an end`,
          step: STEP_OF[state],
        }
      : { code: "approval_expired", message: "Nobody answered within seven days", step: null },
  );
}

function settleBaseline(life: Life): void {
  life.update((record) => {
    record.baselineSettled = true;
    record.baselineSince = null;
  });
}

const LABEL = {
  clone: "Clone",
  baseline: "Baseline tests",
  analyze: "Analysis",
  plan: "Planning",
  apply: "Edits",
  test: "Tests",
  publish: "Pull request",
  cleanup: "Clean-up",
} as const;

const STARTED = {
  clone: "Preparing a sandbox",
  baseline: "Running the tests before any edit",
  analyze: "Reading the repository",
  plan: "Making a plan",
  apply: "Editing",
  test: "Running the tests after the edits",
  publish: "Opening the pull request",
  cleanup: "Removing the sandbox",
} as const;
