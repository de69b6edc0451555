import { createInfiniteQuery } from "@tanstack/solid-query";
import { createMemo } from "solid-js";
import type { TaskPage } from "../../../worker/protocol/index.ts";
import { tasksPage } from "../api/queries.ts";
import { isRunning } from "../ui/state-words.ts";
import { groupTasks } from "./sections.ts";

const BUSY_REFRESH_MS = 4_000;
const QUIET_REFRESH_MS = 20_000;

/** The user's tasks, page by page, read again more often while one of them runs. */
export function createTaskList() {
  const query = createInfiniteQuery(() => ({
    queryKey: ["tasks"],
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      tasksPage(pageParam, signal),
    initialPageParam: null as string | null, // the first page has no cursor
    getNextPageParam: (page: TaskPage) => page.next_cursor,
    refetchInterval: (current) => {
      const pages = current.state.data?.pages ?? [];
      const busy = pages.some((page) => page.items.some((task) => isRunning(task.state)));
      return busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS;
    },
  }));
  const tasks = createMemo(() => query.data?.pages.flatMap((page) => page.items) ?? []);
  const sections = createMemo(() => groupTasks(tasks(), Date.now()));
  return {
    query,
    tasks,
    sections,
    needsYou: () => sections().find((section) => section.id === "needs_you")?.tasks.length ?? 0,
  };
}
