import Eye from "lucide-solid/icons/eye";
import { lazy, Match, Show, Suspense, Switch } from "solid-js";
import { ApiFailure, asFailure } from "../api/client.ts";
import { TaskHeader } from "../task/header/task-header.tsx";
import { ConnectionBar } from "../task/live/connection-bar.tsx";
import { TaskLayout } from "../task/task-layout.tsx";
import { Logo } from "../ui/logo.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { STATE_LABEL } from "../ui/state-words.ts";
import { createTitle } from "../ui/title.ts";
import { createSharedTaskModel } from "./shared-model.ts";

const TaskStopped = lazy(() => import("../task/task-stopped.tsx"));

/** The page of a task behind its public link: read-only, for readers who are not signed in. */
export default function SharedTaskPage(props: { token: string }) {
  const task = createSharedTaskModel(props.token);
  createTitle(() => {
    const view = task.view();
    return view ? `${STATE_LABEL[view.state]}: ${view.title}` : "Shared task";
  });
  const refused = () => {
    const error = task.error();
    return error instanceof ApiFailure && error.status >= 400 && error.status < 500;
  };
  return (
    <div class="flex h-full flex-col">
      <header class="flex min-h-9 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 text-small text-mute max-md:px-3">
        <Eye size={13} class="shrink-0" aria-hidden="true" />
        <span class="mr-auto">Shared, read only</span>
        <a href="/" class="flex items-center gap-1.5 font-medium text-fg hover:underline max-md:min-h-11">
          <Logo /> Open Verne
        </a>
      </header>
      <main id="main" tabindex="-1" class="flex min-h-0 flex-1 flex-col outline-none">
        <Switch fallback={<Waiting />}>
          <Match when={refused()}>
            <LinkNotFound />
          </Match>
          <Match when={task.view()}>
            {(view) => (
              <>
                <TaskHeader task={task} view={view()} />
                <ConnectionBar stream={task.stream} head={view().head_seq} />
                <Show when={view().error || view().state === "cancelled"}>
                  <Suspense>
                    <TaskStopped task={task} view={view()} error={view().error} />
                  </Suspense>
                </Show>
                <TaskLayout task={task} view={view()} />
              </>
            )}
          </Match>
          <Match when={task.error()}>
            {(error) => (
              <div class="p-6">
                <h1 class="sr-only">Shared task</h1>
                <FailureNotice
                  what="The task could not be loaded."
                  failure={asFailure(error())}
                  onRetry={task.reload}
                />
              </div>
            )}
          </Match>
        </Switch>
      </main>
    </div>
  );
}

const Waiting = () => (
  <>
    <h1 class="sr-only">Shared task</h1>
    <Skeleton rows={8} label="Loading the task" rowClass="h-11 px-4" />
  </>
);

/** The same page for an unknown link and a revoked one. */
const LinkNotFound = () => (
  <div class="grid h-full place-items-center p-6">
    <div class="max-w-sm text-center">
      <h1 class="text-balance text-title font-strong">This link does not work any more</h1>
      <p class="mt-1 text-mute">Whoever shared the task has taken the link back, or it was cut on its way.</p>
    </div>
  </div>
);
