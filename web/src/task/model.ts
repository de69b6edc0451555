import { createQuery } from "@tanstack/solid-query";
import { createMemo, onCleanup } from "solid-js";
import type { Command, TaskView } from "../../../worker/protocol/index.ts";
import { queryClient, taskKey, taskQuery } from "../api/queries.ts";
import { isRunning } from "../ui/state-words.ts";
import { createTaskCommands, type TaskCommands } from "./commands.ts";
import { createPlanEditing, type PlanEditing } from "./plan/draft-store.ts";
import { createTaskStream, type TaskStream } from "./stream.ts";

/** One task as the page sees it: the stored view, the live stream and what can be asked of it. */
export interface TaskModel {
  id: string;
  view(): TaskView | undefined;
  error(): unknown;
  reload(): void;
  stream: TaskStream;
  commands: TaskCommands;
  plan: PlanEditing;
  /** True when the task accepts `command` now and no other command is on its way. */
  may(command: Command): boolean;
}

/** Several changes within this time cost one request. */
const REREAD_AFTER_MS = 200;
/** The stream brings changes at once; this is the net below it. */
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
  const view = createMemo(() => (query.isPending ? undefined : query.data));
  return {
    id,
    view,
    error: () => query.error,
    reload: () => void query.refetch(),
    stream: createTaskStream(id, onTaskChange),
    commands,
    plan: createPlanEditing(id),
    may: (command) => commands.pending() === null && (view()?.allowed.includes(command) ?? false),
  };
}
