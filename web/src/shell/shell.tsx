import { createQuery } from "@tanstack/solid-query";
import { ErrorBoundary, lazy, type ParentProps, Show, Suspense } from "solid-js";
import { asFailure } from "../api/client.ts";
import { configQuery } from "../api/queries.ts";
import { createTaskList, showCachedTasks } from "../inbox/task-list.ts";
import { FailureNotice } from "../ui/notice.tsx";
import { createTitleBadge } from "../ui/title.ts";
import { toastsWanted } from "../ui/toast.ts";
import { watchAttention } from "./attention-watch.ts";
import { Overlays } from "./overlays.tsx";
import { PhoneNav } from "./phone-nav.tsx";
import { SideNav } from "./side-nav.tsx";

const Unconfined = lazy(() => import("./unconfined.tsx"));
const Toaster = lazy(() => import("../ui/toaster.tsx"));

/** Navigation around the page: a column on the left, a bar at the bottom of a phone. */
export function Shell(props: ParentProps) {
  const config = createQuery(configQuery);
  showCachedTasks();
  const { query, tasks, needsYou } = createTaskList();
  // This list is polled on every page, so its failure is the first sign that the Worker does not answer.
  const reached = () =>
    query.failureCount === 0 || (query.failureReason !== null && asFailure(query.failureReason).status > 0);
  const isolation = () => config.data?.sandbox.isolation;
  createTitleBadge(needsYou);
  watchAttention(tasks, () => query.isFetchedAfterMount && query.isSuccess);
  return (
    <div class="flex h-full max-md:flex-col">
      <Overlays />
      <a
        href="#main"
        class="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-raised focus:p-2"
      >
        Skip to content
      </a>
      <SideNav needsYou={needsYou()} reached={reached()} embedded={config.data?.github_stand_in === true} />
      <div class="flex min-h-0 min-w-0 flex-1 flex-col">
        <Show when={isolation() === "none" || isolation() === "uid"}>
          <Suspense>
            <Unconfined alone={isolation() === "uid"} />
          </Suspense>
        </Show>
        <main id="main" tabindex="-1" class="min-h-0 min-w-0 flex-1 overflow-hidden outline-none">
          <ErrorBoundary
            fallback={(error, reset) => (
              <div class="p-6">
                <FailureNotice what="This page failed." failure={asFailure(error)} onRetry={reset} />
              </div>
            )}
          >
            {props.children}
          </ErrorBoundary>
        </main>
      </div>
      <PhoneNav needsYou={needsYou()} reached={reached()} />
      <Show when={toastsWanted()}>
        <Suspense>
          <Toaster />
        </Suspense>
      </Show>
    </div>
  );
}
