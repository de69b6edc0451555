import { useParams } from "@solidjs/router";
import Eye from "lucide-solid/icons/eye";
import { createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js";
import { ApiFailure, asFailure } from "../api/client.ts";
import { NotFound } from "../shell/not-found.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { STATE_LABEL } from "../ui/state-words.ts";
import { createTitle } from "../ui/title.ts";
import { BaselineBar } from "./baseline-bar.tsx";
import { COMMAND_FAILED } from "./commands/commands.ts";
import { MoreButton } from "./header/more-button.tsx";
import { TaskHeader } from "./header/task-header.tsx";
import { ConnectionBar } from "./live/connection-bar.tsx";
import { createTaskModel, type TaskModel } from "./model.ts";
import { Announcer } from "./speech/announcer.tsx";
import { createCanSpeak } from "./speech/voices.ts";
import { TaskLayout } from "./task-layout.tsx";
import { summaryLines } from "./timeline/summary.ts";

const TaskStopped = lazy(() => import("./task-stopped.tsx"));
const ListenPlayer = lazy(() => import("./speech/listen-player.tsx"));

/** One task: what it does now, what it did, and the decisions that are the user's. */
export default function TaskPage() {
  const params = useParams<{ id: string }>();
  return (
    <Show when={params.id} keyed>
      {(id) => <Task id={id} />}
    </Show>
  );
}

const ReadOnlyLine = (props: { text: string }) => (
  <p class="flex min-h-8 items-center gap-2 border-b border-line bg-surface px-4 py-1 text-small text-mute">
    <Eye size={13} class="shrink-0" aria-hidden="true" />
    {props.text}
  </p>
);

/** Failures of commands and of changed properties, each named after what was asked. */
function Failures(props: { task: TaskModel }) {
  const { commands, properties } = props.task;
  const failed = () => {
    const command = commands.failure();
    if (command) return { what: COMMAND_FAILED[command.command], failure: command.failure };
    return properties.failure();
  };
  const dismiss = () => {
    commands.dismiss();
    properties.dismiss();
  };
  return (
    <Show when={failed()}>
      {(found) => (
        <div class="border-b border-line px-4 py-2">
          <FailureNotice what={found().what} failure={found().failure} onDismiss={dismiss} />
        </div>
      )}
    </Show>
  );
}

function Task(props: { id: string }) {
  const task = createTaskModel(props.id);
  const canSpeak = createCanSpeak();
  const [listening, setListening] = createSignal(false);
  /** There is something to listen to once the work has come to an end that the user can toggleVerdict. */
  const listen = () => {
    const state = task.view()?.state;
    return canSpeak() && (state === "complete" || state === "reviewing")
      ? () => setListening(true)
      : undefined;
  };
  createTitle(() => {
    const view = task.view();
    return view ? `${STATE_LABEL[view.state]}: ${view.title}` : "Task";
  });
  const missing = () => {
    const error = task.error();
    return (
      error instanceof ApiFailure && (error.status === 404 || error.status === 403 || error.status === 400)
    );
  };
  return (
    <Switch
      fallback={
        <>
          <h1 class="sr-only">Task</h1>
          <Skeleton rows={8} label="Loading the task" rowClass="h-11 px-4" />
        </>
      }
    >
      <Match when={task.view()}>
        {(view) => (
          <div class="flex h-full flex-col">
            <TaskHeader
              task={task}
              view={view()}
              more={<MoreButton task={task} view={view()} onListen={listen()} />}
            />
            <Announcer task={task} view={view()} />
            <ConnectionBar stream={task.stream} head={view().head_seq} />
            <Show when={task.readOnly()}>{(reason) => <ReadOnlyLine text={reason()} />}</Show>
            <Failures task={task} />
            <Show when={view().error || view().state === "cancelled"}>
              <Suspense>
                <TaskStopped task={task} view={view()} error={view().error} />
              </Suspense>
            </Show>
            <Show when={listening()}>
              <Suspense>
                <ListenPlayer
                  lines={summaryLines(view(), task.stream.journal().timeline)}
                  onClose={() => setListening(false)}
                />
              </Suspense>
            </Show>
            <BaselineBar task={task} view={view()} />
            <TaskLayout task={task} view={view()} onListen={listen()} />
          </div>
        )}
      </Match>
      <Match when={missing()}>
        <NotFound />
      </Match>
      <Match when={task.error()}>
        {(error) => (
          <div class="p-6">
            <h1 class="sr-only">Task</h1>
            <FailureNotice
              what="The task could not be loaded."
              failure={asFailure(error())}
              onRetry={task.reload}
            />
          </div>
        )}
      </Match>
    </Switch>
  );
}
