import { createQuery } from "@tanstack/solid-query";
import { createMemo } from "solid-js";
import type { SharedTask, TaskDiff } from "../../../worker/protocol/index.ts";
import { request } from "../api/client.ts";
import { NO_COMMANDS } from "../task/commands/commands.ts";
import { NO_PROPERTIES } from "../task/commands/properties.ts";
import { readOnlyReason } from "../task/commands/read-only.ts";
import { createKeptReview } from "../task/diff/review/kept-review.ts";
import { withSpendings } from "../task/live/spending.ts";
import type { TaskModel } from "../task/model.ts";
import { createTicks } from "../task/objections/ticks.ts";
import { createKeptPlanDraft } from "../task/plan/kept-plan-draft.ts";
import { isOver, isRunning } from "../ui/state-words.ts";
import { createPolledStream } from "./polled-stream.ts";

const WHILE_RUNNING_MS = 3_000;
const WHILE_WAITING_MS = 15_000;

/** The read-only model of a task behind a public link. */
export function createSharedTaskModel(token: string): TaskModel {
  const path = `/api/shares/${encodeURIComponent(token)}`;
  const id = `shared-${token}`;
  const query = createQuery(() => ({
    queryKey: ["share", token],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<SharedTask>(path, { authenticated: false, signal }),
  }));
  const stored = createMemo(() => (query.isPending ? undefined : query.data?.task));
  const everyMs = () => {
    const known = stored();
    if (query.isError || (known && isOver(known.state))) return null;
    return known && isRunning(known.state) ? WHILE_RUNNING_MS : WHILE_WAITING_MS;
  };
  const stream = createPolledStream(`${path}/events`, everyMs, () => void query.refetch());
  const spendings = createMemo(() => stream.journal().spendings);
  const view = createMemo(() => {
    const known = stored();
    return known && withSpendings(known, spendings());
  });
  return {
    id,
    view,
    error: () => query.error,
    reload: () => void query.refetch(),
    stream,
    commands: NO_COMMANDS,
    properties: NO_PROPERTIES,
    plan: createKeptPlanDraft(id),
    review: createKeptReview(id),
    ticks: createTicks(),
    readOnly: () => readOnlyReason({ access: "link" }),
    blocked: () => readOnlyReason({ access: "link" }),
    allows: () => false,
    may: () => false,
    diff: (revision) => ({
      queryKey: ["diff", id, revision],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request<TaskDiff>(`${path}/diff`, { authenticated: false, signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
    path,
    signedIn: false,
  };
}
