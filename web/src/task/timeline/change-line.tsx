import { createQuery } from "@tanstack/solid-query";
import { For, Show } from "solid-js";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { FileDiff, TaskView } from "../../../../worker/protocol/index.ts";
import { revisionOf } from "../diff/revision.ts";
import type { TaskModel } from "../model.ts";
import type { Target } from "./selection.ts";

const WORDS: readonly [FileDiff["status"], string][] = [
  ["modified", "Changed"],
  ["added", "Added"],
  ["deleted", "Deleted"],
];
/** Named of each kind; the diff has them all. */
const MAX_NAMED = 3;

/** The changed, added and deleted files by name, each a link to its diff. */
export function ChangeLine(props: { task: TaskModel; view: TaskView; onOpen: (target: Target) => void }) {
  // The same query as that of the diff pane.
  const query = createQuery(() => props.task.diff(revisionOf(props.task) ?? props.view.state));
  const files = () => (query.isSuccess ? query.data.files : []);
  const groups = () =>
    WORDS.map(([status, word]) => ({ word, files: files().filter((file) => file.status === status) })).filter(
      (group) => group.files.length > 0,
    );
  return (
    <Show when={groups().length > 0}>
      <p class="mt-1 flex flex-wrap gap-x-3 text-small text-mute">
        <For each={groups()}>
          {(group) => (
            <span class="[overflow-wrap:anywhere]">
              {group.word}{" "}
              <For each={group.files.slice(0, MAX_NAMED)}>
                {(file, index) => (
                  <>
                    {index() > 0 && ", "}
                    <button
                      type="button"
                      class="rounded-control text-left font-mono text-fg hover:underline max-md:min-h-6"
                      onClick={() => props.onOpen({ ev: "", pane: "diff", file: file.path })}
                    >
                      {revealAll(file.path)}
                    </button>
                  </>
                )}
              </For>
              <Show when={group.files.length > MAX_NAMED}> and {group.files.length - MAX_NAMED} more</Show>
            </span>
          )}
        </For>
      </p>
    </Show>
  );
}
