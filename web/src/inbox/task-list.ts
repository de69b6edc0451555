import { createInfiniteQuery } from "@tanstack/solid-query";
import { type Accessor, createMemo } from "solid-js";
import type { TaskPage } from "../../../worker/protocol/index.ts";
import { queryClient, tasksKey, tasksPage } from "../api/queries.ts";
import { userId } from "../auth/session.ts";
import { isRunning } from "../ui/state-words.ts";
import { EVERYTHING, type InboxFilter, listQuery } from "./filters.ts";
import { readCachedPage } from "./list-cache.ts";
import { isLeaving } from "./pending.ts";
import { sectionOf } from "./sections.ts";

const BUSY_REFRESH_MS = 4_000;
const QUIET_REFRESH_MS = 20_000;

/** Fills the query cache with the stored list of the last visit, which is shown until the Worker has answered. */
export function showCachedTasks(): void {
  const key = tasksKey({ view: "mine", repo: "", q: "" });
  const cached = readCachedPage(localStorage, userId());
  if (!cached || queryClient.getQueryData(key)) return;
  const data = { pages: [cached.page], pageParams: [null] };
  queryClient.setQueryData(key, data, { updatedAt: cached.at });
}

/**
 * The tasks that a filter asks for (the user's own without one), page by page, read again more often while one of
 * them runs. What the user has just archived is left out before the Worker has confirmed it.
 */
export function createTaskList(wanted: Accessor<InboxFilter> = () => EVERYTHING) {
  const filter = () => listQuery(wanted(), Date.now());
  const query = createInfiniteQuery(() => ({
    queryKey: tasksKey(filter()),
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      tasksPage(filter(), pageParam, signal),
    initialPageParam: null as string | null, // the first page has no cursor
    getNextPageParam: (page: TaskPage) => page.next_cursor,
    refetchInterval: (current) => {
      const pages = current.state.data?.pages ?? [];
      const busy = pages.some((page) => page.items.some((task) => isRunning(task.state)));
      return busy ? BUSY_REFRESH_MS : QUIET_REFRESH_MS;
    },
  }));
  const all = createMemo(() => query.data?.pages.flatMap((page) => page.items) ?? []);
  const tasks = createMemo(() => all().filter((task) => !isLeaving(task.task_id, filter().view)));
  return {
    query,
    tasks,
    /** The same with what is about to leave the list. */
    all,
    needsYou: () => tasks().filter((task) => sectionOf(task, Date.now()) === "needs_you").length,
  };
}
