import { createQuery } from "@tanstack/solid-query";
import { Show } from "solid-js";
import type { BaseState, TaskView } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";
import { Notice } from "../../ui/notice.tsx";
import { baseWords } from "./base-words.ts";

const STALE_AFTER_MS = 30_000;

/**
 * Notice about the base branch (moved, deleted, in conflict), shown before publishing; nothing while it is unchanged.
 */
export default function BaseNotice(props: { view: TaskView }) {
  const query = createQuery(() => ({
    queryKey: ["base", props.view.task_id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<BaseState>(`/api/tasks/${encodeURIComponent(props.view.task_id)}/base`, { signal }),
    staleTime: STALE_AFTER_MS,
    // Nothing is shown if GitHub does not answer: publishing checks again.
    retry: false,
  }));
  const words = () => (query.isSuccess ? baseWords(query.data) : null);
  return (
    <Show when={words()}>
      {(said) => (
        <div class="shrink-0 border-b border-line px-3 py-2">
          <Notice tone={said().tone}>
            {said().text}
            <Show when={said().paths.length > 0}>
              {" "}
              <span class="font-mono text-small">{said().paths.join(", ")}</span>
            </Show>
          </Notice>
        </div>
      )}
    </Show>
  );
}
