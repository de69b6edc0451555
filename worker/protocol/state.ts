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

/**
 * How the sandbox keeps a task's commands apart from the machine, as it was found by trying. `container` and
 * `bubblewrap`: files, processes and network of their own. `uid`: another user of the machine; its files and network
 * are what that user can reach. `none`: commands run as whoever runs Verne.
 */
export const Isolation = z.enum(["container", "bubblewrap", "uid", "none"]);
export type Isolation = z.infer<typeof Isolation>;

/** `isolated`: what a command reaches is decided by policy; `unrestricted`: whatever the machine reaches. */
export const SandboxNetwork = z.enum(["isolated", "unrestricted"]);
export type SandboxNetwork = z.infer<typeof SandboxNetwork>;

/** What the network is at a level, where nothing else was set up (docs/security.md). */
export const networkAt = (isolation: Isolation): SandboxNetwork =>
  isolation === "bubblewrap" ? "isolated" : "unrestricted";

/** What commands run in, as far as it is known: which level, and what of the network they reach. */
export const SandboxLevel = z.object({
  isolation: Isolation.nullable(),
  network: SandboxNetwork.nullable(),
});
export type SandboxLevel = z.infer<typeof SandboxLevel>;

/** What a level leaves open, in a sentence for whoever relies on it; null where nothing is. */
export function openAt({ isolation, network }: SandboxLevel): string | null {
  const open = network === "unrestricted" ? ", with an unrestricted network" : "";
  switch (isolation) {
    case "none":
      return `Commands ran without isolation, as the user who runs Verne${open}.`;
    case "uid":
      return `Commands ran as a user of their own, without a sandbox${open}.`;
    case "container":
      return open === "" ? null : `Commands ran in a container${open}.`;
    default:
      return null;
  }
}

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
