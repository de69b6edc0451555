/** What must hold after a run of `npm run chaos`, whatever was harmed. Pure. */
import type { Driven } from "./driver.ts";
import type { Passage } from "./fault-proxy.ts";

/** One task as all the places that keep it show it. */
export interface Aftermath {
  driven: Driven;
  /** Positions in the task's journal, as the API gives them. */
  journal: readonly JournalLine[];
  /** The rows of Postgres for the same. */
  mirrored: readonly JournalLine[];
  row: { state: string; pr_url: string | null } | null;
  view: { state: string; pr_url: string | null };
  pullRequests: readonly string[];
  /** Of the commit on its branch; null without a branch. */
  publishedTree: string | null;
}

export interface JournalLine {
  seq: number;
  type: string;
  message: string;
}

/** One line for each thing that does not hold. */
export function broken(task: Aftermath, undisturbedTree: string): string[] {
  const found: string[] = [...task.driven.faults];
  const { driven, view, row } = task;
  if (!["complete", "failed", "reviewing"].includes(view.state)) found.push(`it is still ${view.state}`);
  if (view.state !== "complete" && driven.error === null) found.push(`it is ${view.state} without a reason`);
  if (task.pullRequests.length > 1) found.push(`it has ${task.pullRequests.length} pull requests`);
  if (view.state === "complete" && task.pullRequests.length !== 1)
    found.push("it is complete without a pull request");
  if (task.publishedTree !== null && task.publishedTree !== undisturbedTree)
    found.push(`it published ${task.publishedTree} in place of ${undisturbedTree}`);
  const gap = task.journal.findIndex((line, index) => line.seq !== index + 1);
  if (gap >= 0) found.push(`its journal has ${task.journal[gap]?.seq} at place ${gap + 1}`);
  const differs = task.journal.findIndex((line, index) => {
    const kept = task.mirrored[index];
    return kept?.seq !== line.seq || kept.type !== line.type || kept.message !== line.message;
  });
  if (differs >= 0 || task.mirrored.length !== task.journal.length)
    found.push(
      `Postgres has ${task.mirrored.length} events, its journal ${task.journal.length}; the first that differs: ${differs + 1}`,
    );
  if (row?.state !== view.state || row.pr_url !== view.pr_url)
    found.push(`its row says ${row?.state} ${row?.pr_url}, it itself ${view.state} ${view.pr_url}`);
  return found;
}

/** A stop of the Worker, in milliseconds. */
export type Kill = number;

/** How long after its last byte an answer may be lost with the process that received it. */
const WINDOW_MS = 2_000;

/**
 * Requests that a model answered in full and that were sent again all the same. One that came in right before the
 * Worker was killed may be: nothing can be stored in no time.
 */
export function paidTwice(
  passages: readonly Passage[],
  kills: readonly Kill[],
): { lost: number; wasted: number } {
  const answered = new Map<string, number>();
  let lost = 0;
  let wasted = 0;
  for (const { neighbour, body, completedAt } of passages) {
    if (neighbour !== "model" || body === null || completedAt === null) continue;
    const before = answered.get(body);
    if (before !== undefined) {
      if (kills.some((at) => at >= before - 50 && at - before < WINDOW_MS)) lost += 1;
      else wasted += 1;
    }
    answered.set(body, completedAt);
  }
  return { lost, wasted };
}
