import { createQuery } from "@tanstack/solid-query";
import { createMemo, onCleanup } from "solid-js";
import type { Command, TaskView } from "../../../worker/protocol/index.ts";
import { diffQuery, queryClient, taskKey, taskQuery } from "../api/queries.ts";
import { isRunning } from "../ui/state-words.ts";
import { createTaskCommands, type TaskCommands } from "./commands/commands.ts";
import { createTaskProperties, type TaskProperties } from "./commands/properties.ts";
import { readOnlyReason } from "./commands/read-only.ts";
import { createKeptReview, type KeptReview } from "./diff/review/kept-review.ts";
import { withSpendings } from "./live/spending.ts";
import { createTaskStream, type TaskStream } from "./live/stream.ts";
import { createTicks, type ObjectionTicks } from "./objections/ticks.ts";
import { createKeptPlanDraft, type KeptPlanDraft } from "./plan/kept-plan-draft.ts";

/**
 * One task as the page sees it: the stored view, the events and what can be asked of it. There are two makers: the
 * live one below, and the one behind a shared link (`share/shared-model.ts`), which only reads.
 */
export interface TaskModel {
  /** Names the task in the browser's storage and in caches. */
  id: string;
  view(): TaskView | undefined;
  error(): unknown;
  reload(): void;
  stream: TaskStream;
  commands: TaskCommands;
  properties: TaskProperties;
  plan: KeptPlanDraft;
  /** What the reader has made of the diff and not sent yet. */
  review: KeptReview;
  /** What of the objections they accept. */
  ticks: ObjectionTicks;
  /** Why the reader may not send commands; null if they may. */
  readOnly(): string | null;
  /** Why no command can be sent now (read-only, or offline); null when one can. */
  blocked(): string | null;
  /** True when the task accepts `command` in its state, and from this reader. */
  allows(command: Command): boolean;
  /** The same, and it can be sent now: no other command is pending, and there is a connection. */
  may(command: Command): boolean;
  /** How the whole change is asked for; `revision` names the state of the change. */
  diff(revision: string): ReturnType<typeof diffQuery>;
  /** Where its parts are asked for, below which `/tests` is. */
  path: string;
  /** False on a shared page, whose reader is not signed in. */
  signedIn: boolean;
}

const OFFLINE = "You are offline. This works again once you are connected.";

/** Changes within this time are combined into one request. */
const REREAD_AFTER_MS = 200;
/** The stream reports changes at once; this poll covers a change that it missed. */
const REREAD_EVERY_MS = 15_000;

export function createTaskModel(id: string): TaskModel {
  const query = createQuery(() => ({
    ...taskQuery(id),
    refetchInterval: (current: { state: { data: TaskView | undefined } }) => {
      const known = current.state.data;
      return known && isRunning(known.state) ? REREAD_EVERY_MS : false;
    },
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onTaskChange = (seq: number) => {
    const known = queryClient.getQueryData<TaskView>(taskKey(id));
    if (known && known.head_seq >= seq) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void queryClient.invalidateQueries({ queryKey: taskKey(id) });
      void queryClient.invalidateQueries({ queryKey: ["tasks"] });
    }, REREAD_AFTER_MS);
  };
  onCleanup(() => clearTimeout(timer));
  const commands = createTaskCommands(id);
  const stored = createMemo(() => (query.isPending ? undefined : query.data));
  const readOnly = createMemo(() => {
    const known = stored();
    return known ? readOnlyReason(known) : null;
  });
  const stream = createTaskStream(id, onTaskChange);
  const spendings = createMemo(() => stream.journal().spendings);
  const view = createMemo(() => {
    const known = stored();
    return known && withSpendings(known, spendings());
  });
  const blocked = () => readOnly() ?? (stream.connection() === "offline" ? OFFLINE : null);
  const allows = (command: Command) => readOnly() === null && (view()?.allowed.includes(command) ?? false);
  return {
    id,
    view,
    error: () => query.error,
    reload: () => void query.refetch(),
    stream,
    commands,
    properties: createTaskProperties(id),
    plan: createKeptPlanDraft(id),
    review: createKeptReview(id),
    ticks: createTicks(),
    readOnly,
    blocked,
    allows,
    may: (command) => commands.pending() === null && blocked() === null && allows(command),
    diff: (revision) => diffQuery(id, revision),
    path: `/api/tasks/${id}`,
    signedIn: true,
  };
}
