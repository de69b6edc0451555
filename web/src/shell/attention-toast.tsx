import { useNavigate } from "@solidjs/router";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { IconButton } from "../ui/button.tsx";
import { notificationsOn } from "../ui/notifications.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { STATE_LABEL } from "../ui/state-words.ts";
import { newlyWaiting, statesOf } from "./attention.ts";

const STAYS_MS = 12_000;

/**
 * Says when a task begins to wait for the user: by the browser where the page is out of sight and that was
 * allowed, otherwise by a line in the corner that assistive technology speaks.
 */
export function AttentionToast(props: { tasks: readonly TaskSummary[]; ready: boolean }) {
  const navigate = useNavigate();
  const [shown, setShown] = createSignal<TaskSummary | null>(null);
  let before: ReturnType<typeof statesOf> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const announce = (task: TaskSummary) => {
    const open = () => navigate(`/t/${task.task_id}`);
    if (document.hidden && notificationsOn()) {
      const notification = new Notification(STATE_LABEL[task.state], { body: task.title, tag: task.task_id });
      notification.onclick = () => {
        window.focus();
        open();
      };
    }
    // Its own page shows it already.
    if (location.pathname === `/t/${task.task_id}`) return;
    setShown(task);
    clearTimeout(timer);
    timer = setTimeout(() => setShown(null), STAYS_MS);
  };
  createEffect(
    on(
      () => props.tasks,
      (tasks) => {
        if (!props.ready) return;
        for (const task of newlyWaiting(before, tasks)) announce(task);
        before = statesOf(tasks);
      },
    ),
  );
  return (
    <div role="status" class="fixed right-4 bottom-4 z-30 max-w-sm max-md:inset-x-3 max-md:bottom-32">
      <Show when={shown()}>
        {(task) => (
          <div class="flex items-center gap-3 rounded-card border border-line bg-raised py-2 pr-2 pl-3 shadow-float animate-float-in">
            <StateGlyph state={task().state} />
            <a
              href={`/t/${task().task_id}`}
              class="min-w-0 flex-1 hover:underline"
              onClick={() => setShown(null)}
            >
              <span class="block font-medium">{STATE_LABEL[task().state]}</span>
              <span class="block truncate text-small text-mute">{task().title}</span>
            </a>
            <IconButton label="Dismiss" onClick={() => setShown(null)}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </div>
        )}
      </Show>
    </div>
  );
}
