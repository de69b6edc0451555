import { z } from "zod";

/** The fine state of a task. The SQL enum `task_state` and docs/state-machine.md list the same words. */
export const TaskState = z.enum([
  "queued",
  "cloning",
  "analyzing",
  "planning",
  "awaiting_approval",
  "applying",
  "testing",
  "reviewing",
  "publishing",
  "complete",
  "failed",
  "cancelled",
]);
export type TaskState = z.infer<typeof TaskState>;

/** The coarse word of the public API. */
export const TaskStatus = z.enum(["queued", "running", "complete", "error"]);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** The `stage` of a socket message. */
export const Stage = z.enum([
  "queued",
  "cloning",
  "analysis",
  "planning",
  "awaiting_approval",
  "applying_changes",
  "running_tests",
  "reviewing",
  "publishing",
  "complete",
  "error",
  "cancelled",
]);
export type Stage = z.infer<typeof Stage>;

/** A unit of work that the queue triggers. */
export const StepKind = z.enum([
  "clone",
  "baseline",
  "analyze",
  "plan",
  "apply",
  "test",
  "publish",
  "cleanup",
]);
export type StepKind = z.infer<typeof StepKind>;

/** Where the sandbox of a task stands; a second axis beside the task's state. */
export const SandboxState = z.enum(["none", "ready", "lost", "destroyed"]);
export type SandboxState = z.infer<typeof SandboxState>;

/** Isolation that the sandbox gives to the commands it runs. */
export const Isolation = z.enum(["container", "bubblewrap", "none"]);
export type Isolation = z.infer<typeof Isolation>;

const STATUS: Record<TaskState, TaskStatus> = {
  queued: "queued",
  cloning: "running",
  analyzing: "running",
  planning: "running",
  awaiting_approval: "running",
  applying: "running",
  testing: "running",
  reviewing: "running",
  publishing: "running",
  complete: "complete",
  failed: "error",
  cancelled: "error",
};

const STAGE: Record<TaskState, Stage> = {
  queued: "queued",
  cloning: "cloning",
  analyzing: "analysis",
  planning: "planning",
  awaiting_approval: "awaiting_approval",
  applying: "applying_changes",
  testing: "running_tests",
  reviewing: "reviewing",
  publishing: "publishing",
  complete: "complete",
  failed: "error",
  cancelled: "cancelled",
};

export const statusOf = (state: TaskState): TaskStatus => STATUS[state];
export const stageOf = (state: TaskState): Stage => STAGE[state];

/** True once nothing runs any more. A terminal task can still be reopened by `retry` or a follow-up. */
export const isTerminal = (state: TaskState): boolean =>
  state === "complete" || state === "failed" || state === "cancelled";
