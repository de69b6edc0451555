import { For, Match, onCleanup, Show, Switch } from "solid-js";
import { asFailure } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Keyed } from "../ui/keyed.tsx";
import { isTyping } from "../ui/keys.ts";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { createNow } from "../ui/time.ts";
import { createTitle } from "../ui/title.ts";
import { FirstTask } from "./first-task.tsx";
import { SECTION_TITLE } from "./sections.ts";
import { createTaskList } from "./task-list.ts";
import { TaskRow } from "./task-row.tsx";

/** The tasks, ordered by what they ask of the user. `j` and `k` move between rows. */
export function Inbox() {
  const { query, tasks, sections } = createTaskList();
  const now = createNow(30_000);
  let list: HTMLDivElement | undefined;

  createTitle(() => "Tasks");

  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    if (event.key !== "j" && event.key !== "k") return;
    const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const current = rows.indexOf(document.activeElement as HTMLElement); // indexOf gives -1 for anything else
    const next = event.key === "j" ? current + 1 : Math.max(0, current - 1);
    rows[Math.min(next, rows.length - 1)]?.focus();
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));

  return (
    <div class="flex h-full flex-col">
      <header class="flex h-11 shrink-0 items-center border-b border-line px-4 max-md:h-14">
        <h1 class="font-strong">Tasks</h1>
      </header>
      <div class="min-h-0 flex-1 overflow-y-auto pb-8" ref={list}>
        <Show when={query.error}>
          {(error) => (
            <div class="p-4">
              <FailureNotice
                what="The task list could not be loaded."
                failure={asFailure(error())}
                onRetry={() => void query.refetch()}
              />
            </div>
          )}
        </Show>
        <Switch>
          <Match when={query.isPending}>
            <Skeleton rows={8} label="Loading your tasks" />
          </Match>
          <Match when={query.isSuccess && tasks().length === 0}>
            <FirstTask />
          </Match>
          <Match when={tasks().length > 0}>
            <For each={sections().map((section) => section.id)}>
              {(id) => {
                const rows = () => sections().find((section) => section.id === id)?.tasks ?? [];
                return (
                  <section aria-labelledby={`section-${id}`}>
                    <h2
                      id={`section-${id}`}
                      class="sticky top-0 z-10 flex h-8 items-center gap-2 border-b border-line bg-surface px-4 text-small font-medium"
                    >
                      {SECTION_TITLE[id]} <span class="text-mute tabular">{rows().length}</span>
                    </h2>
                    <ul class="divide-y divide-line border-b border-line">
                      <Keyed each={rows()} by={(task) => task.task_id}>
                        {(task) => (
                          <li>
                            <TaskRow task={task()} now={now()} />
                          </li>
                        )}
                      </Keyed>
                    </ul>
                  </section>
                );
              }}
            </For>
            <Show when={query.hasNextPage}>
              <div class="p-4 text-center">
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Load older tasks
                </Button>
              </div>
            </Show>
          </Match>
        </Switch>
      </div>
    </div>
  );
}
