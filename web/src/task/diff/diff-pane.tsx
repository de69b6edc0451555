import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import { createMemo, lazy, Match, Show, Suspense, Switch } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { asFailure } from "../../api/client.ts";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { DiffView } from "./diff-view.tsx";
import { revisionOf } from "./revision.ts";

// The workers start while the diff is still on its way. A failure shows where the diff is drawn.
void import("./highlighter.ts").then(
  (highlighter) => highlighter.startHighlighter(),
  () => {},
);

const UndoneBar = lazy(() => import("./review/undone-bar.tsx"));
const BaseNotice = lazy(() => import("./base-notice.tsx"));

/** The whole change against the base commit, to be read before it is published. */
export default function DiffPane(props: { task: TaskModel; view: TaskView }) {
  const revision = createMemo(() => revisionOf(props.task) ?? props.view.state);
  const query = createQuery(() => ({
    ...props.task.diff(revision()),
    placeholderData: keepPreviousData,
  }));
  /** The reader may decide about publishing now, and GitHub can be asked in their name. */
  const publishes = () => props.task.signedIn && props.view.allowed.includes("apply");
  const diff = () => (query.isPending ? undefined : query.data);
  return (
    <Switch fallback={<Skeleton rows={8} label="Loading the diff" rowClass="h-7 px-4" />}>
      <Match when={diff()?.files.length === 0}>
        <Undone task={props.task} />
        <p class="p-6 text-mute">
          {isOver(props.view.state) || props.view.state === "reviewing"
            ? "Nothing was changed."
            : "No changes yet. They appear here when the agent has edited."}
        </p>
      </Match>
      <Match when={diff()}>
        {(found) => (
          <div class="flex h-full min-h-0 flex-col">
            <Undone task={props.task} />
            <Show when={publishes()}>
              <Suspense>
                <BaseNotice view={props.view} />
              </Suspense>
            </Show>
            <div class="min-h-0 flex-1">
              <DiffView
                task={props.task}
                view={props.view}
                diff={found()}
                cacheKey={`${props.task.id}/${revision()}`}
              />
            </div>
          </div>
        )}
      </Match>
      <Match when={query.error}>
        {(error) => (
          <div class="p-4">
            <FailureNotice
              what="The diff could not be loaded."
              failure={asFailure(error())}
              onRetry={() => void query.refetch()}
            />
          </div>
        )}
      </Match>
    </Switch>
  );
}

const Undone = (props: { task: TaskModel }) => (
  <Show when={props.task.allows("redo")}>
    <Suspense>
      <UndoneBar task={props.task} />
    </Suspense>
  </Show>
);
