import { useNavigate } from "@solidjs/router";
import { type Accessor, createEffect, on } from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { notificationsOn } from "../ui/notifications.ts";
import { STATE_LABEL } from "../ui/state-words.ts";
import { showToast } from "../ui/toast.ts";
import { newlyWaiting, statesOf } from "./attention.ts";

/**
 * Notifies the user when a task begins to wait for them: by a browser notification if the page is hidden and that is
 * allowed, otherwise by a toast. `ready` is false while the list is the cached one of an earlier visit.
 */
export function watchAttention(tasks: Accessor<readonly TaskSummary[]>, ready: Accessor<boolean>): void {
  const navigate = useNavigate();
  let before: ReturnType<typeof statesOf> | null = null;

  const announce = (task: TaskSummary) => {
    const path = `/t/${task.task_id}`;
    if (document.hidden && notificationsOn()) {
      const notification = new Notification(STATE_LABEL[task.state], { body: task.title, tag: task.task_id });
      notification.onclick = () => {
        window.focus();
        navigate(path);
      };
    }
    // Its own page shows it already.
    if (location.pathname === path) return;
    const { state, title } = task;
    void showToast({ text: STATE_LABEL[state], detail: title, state, href: path });
  };
  createEffect(
    on([tasks, ready], ([now, known]) => {
      if (!known) return;
      for (const task of newlyWaiting(before, now)) announce(task);
      before = statesOf(now);
    }),
  );
}
