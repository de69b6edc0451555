import { useNavigate, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createMemo, lazy, Match, on, onCleanup, Show, Suspense, Switch } from "solid-js";
import { asFailure } from "../api/client.ts";
import { draftsQuery } from "../api/queries.ts";
import { userId } from "../auth/session.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { createTitle } from "../ui/title.ts";
import { FilterBar } from "./filter-bar.tsx";
import { draftMatches, EVERYTHING, filterHref, type InboxFilter, isNarrowed, readFilter } from "./filters.ts";
import { keepPage } from "./list-cache.ts";
import { isLeaving } from "./pending.ts";
import { draftRow, type Row, taskRow } from "./rows.ts";
import { createTaskList } from "./task-list.ts";
import { TaskListView } from "./task-list-view.tsx";

const FirstTask = lazy(() => import("./first-task.tsx"));

type Query = ReturnType<typeof createTaskList>["query"];

/** The tasks, ordered by what they ask of the user. What is shown is in the address. */
export function Inbox() {
  const [params, setParams] = useSearchParams();
  const filter = createMemo(() => readFilter(params));
  const { query, tasks, all } = createTaskList(filter);
  const drafts = createQuery(draftsQuery);
  const change = (next: Partial<InboxFilter>) => {
    const { repo, q, status, model, owner, period } = { ...filter(), ...next };
    const more = {
      status: status || null,
      model: model || null,
      owner: owner || null,
      period: period || null,
    };
    setParams({ repo: repo || null, q: q.trim() || null, ...more }, { replace: true });
  };
  createTitle(() => "Tasks");
  cacheTaskList(query, () => filterHref(filter()) === "/");

  const leaves = (id: string) => isLeaving(id, filter().view);
  const allDrafts = () => (drafts.isSuccess ? drafts.data.items : []);
  const ownDrafts = () => allDrafts().filter((draft) => !leaves(draft.draft_id));
  const rows = createMemo((): Row[] => {
    const { view } = filter();
    const drafted = view === "mine" || view === "drafts" ? allDrafts() : [];
    const matching = drafted.filter((draft) => draftMatches(draft, filter())).map(draftRow);
    return view === "drafts" ? matching : [...all().map(taskRow), ...matching];
  });
  const some = () => rows().some((row) => !leaves(row.id));
  const onlyDrafts = () => filter().view === "drafts";
  const counts = () => {
    const { view } = filter();
    const more = query.hasNextPage ? "+" : "";
    return {
      drafts: ownDrafts().length > 0 ? String(ownDrafts().length) : undefined,
      ...(onlyDrafts() || query.data === undefined ? {} : { [view]: `${tasks().length}${more}` }),
    };
  };
  const failure = () => (onlyDrafts() ? drafts.error : query.error);
  const retry = () => void (onlyDrafts() ? drafts.refetch() : query.refetch());
  const pending = () => (onlyDrafts() ? drafts.isPending : query.isPending);

  return (
    <div class="flex h-full flex-col">
      <FilterBar filter={filter()} counts={counts()} tasks={all()} onChange={change} />
      <Show when={failure()}>
        {(error) => (
          <div class="p-4 pb-0">
            <FailureNotice
              what={
                some() ? "The list could not be brought up to date." : "The task list could not be loaded."
              }
              failure={asFailure(error())}
              onRetry={retry}
            />
          </div>
        )}
      </Show>
      <Show when={some() && !onlyDrafts()}>
        <Staleness query={query} />
      </Show>
      <Switch>
        <Match when={pending() && !some()}>
          <Skeleton rows={8} label="Loading your tasks" />
        </Match>
        <Match when={some()}>
          <TaskListView
            rows={rows()}
            leaves={leaves}
            listKey={filterHref(filter())}
            team={filter().view === "team"}
            narrowed={isNarrowed(filter())}
            growing={query.isFetchingNextPage}
            footer={
              <Show when={!onlyDrafts() && query.hasNextPage}>
                <div class="p-4 text-center">
                  <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Load older tasks
                  </Button>
                </div>
              </Show>
            }
          />
        </Match>
        <Match when={!failure()}>
          <Nothing filter={filter()} />
        </Match>
      </Switch>
    </div>
  );
}

/** The age of the list, while it cannot be refreshed. */
function Staleness(props: { query: Query }) {
  const stale = () => props.query.fetchStatus === "paused" || props.query.failureCount > 0;
  const at = () =>
    new Date(props.query.dataUpdatedAt).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  return (
    <Show when={stale()}>
      <p role="status" class="border-b border-line px-4 py-1.5 text-small text-mute tabular">
        Updated {at()}
      </p>
    </Show>
  );
}

const NOTHING = {
  mine: "",
  team: "Nobody shares a task with you yet. Tasks that others share with an organisation of yours appear here.",
  drafts: "No drafts. “Save draft” in a new task puts it here.",
  archived: "Nothing is archived. The key e, or a task's menu, puts a task here.",
};

/** An empty list: nothing matches, or there is nothing yet. */
function Nothing(props: { filter: InboxFilter }) {
  const navigate = useNavigate();
  return (
    <Switch>
      <Match when={isNarrowed(props.filter)}>
        <div class="px-4 py-10 text-center text-mute">
          <p>No task matches this filter.</p>
          <Button
            class="mt-3"
            onClick={() => navigate(filterHref({ ...EVERYTHING, view: props.filter.view }))}
          >
            Clear filters
          </Button>
        </div>
      </Match>
      <Match when={props.filter.view === "mine"}>
        <div class="min-h-0 flex-1 overflow-y-auto">
          <Suspense>
            <FirstTask />
          </Suspense>
        </div>
      </Match>
      <Match when={NOTHING[props.filter.view]}>
        {(words) => <p class="px-4 py-10 text-center text-mute">{words()}</p>}
      </Match>
    </Switch>
  );
}

/** Keeps the first page of the user's own tasks in the browser: after the first answer, and when the page is left. */
function cacheTaskList(query: Query, wanted: () => boolean): void {
  const keep = () => {
    const page = query.data?.pages[0];
    const user = userId();
    if (page && user && wanted() && query.isFetchedAfterMount)
      keepPage(localStorage, user, { page, at: query.dataUpdatedAt });
  };
  createEffect(
    on(
      () => query.isFetchedAfterMount && wanted(),
      (ready) => ready && keep(),
    ),
  );
  document.addEventListener("visibilitychange", keep);
  onCleanup(() => document.removeEventListener("visibilitychange", keep));
}
