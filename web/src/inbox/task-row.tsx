import { lazy, Show, Suspense } from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { Avatar } from "../ui/avatar.tsx";
import { DiffStat } from "../ui/diff-stat.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { stateLabel } from "../ui/state-words.ts";
import { formatAge } from "../ui/time.ts";
import { pendingChange } from "./pending.ts";

const PrChip = lazy(() => import("./pr-chip.tsx"));

/** The frame of every row's link. Two lines on a phone. */
export const ROW_LINK =
  "flex min-h-9 min-w-0 flex-1 items-center gap-3 pr-4 md:pl-1 focus-visible:outline-none " +
  "max-md:min-h-14 max-md:flex-wrap max-md:gap-x-2.5 max-md:gap-y-0 max-md:py-2 max-md:pr-12";
export const ROW_FACTS =
  "flex items-center gap-4 text-small text-mute max-md:w-full max-md:gap-1.5 max-md:pl-[25px]";
/** The age is hidden while the menu's button is shown in its place. */
export const ROW_AGE =
  "ml-auto shrink-0 whitespace-nowrap tabular md:w-12 md:text-right md:group-hover:invisible md:group-focus-within:invisible";

function words(task: TaskSummary): string {
  const change = pendingChange(task.task_id);
  if (change === "stop") return "Stopping…";
  if (change === "approve") return "Approving…";
  return stateLabel(task);
}

/** One task in the list: a link to it with its state, place and size. */
export function TaskRow(props: { task: TaskSummary; now: number; owner: boolean }) {
  const task = () => props.task;
  return (
    <a href={`/t/${task().task_id}`} data-row={task().task_id} class={ROW_LINK}>
      <StateGlyph state={task().state} still />
      <span class="min-w-0 flex-1 truncate font-medium">{task().title}</span>
      <Show when={task().pr_url}>
        {(url) => (
          <Suspense>
            <PrChip taskId={task().task_id} url={url()} />
          </Suspense>
        )}
      </Show>
      <span class={ROW_FACTS}>
        <span class={`shrink-0 md:w-36 ${task().state === "failed" ? "text-bad" : ""}`}>{words(task())}</span>
        <span aria-hidden="true" class="md:hidden">
          ·
        </span>
        <span class="min-w-0 truncate md:w-60">
          {task().repo_full_name}
          <span class="max-lg:hidden" title={task().head_branch ?? undefined}>
            {" "}
            · {task().head_branch ?? task().branch}
          </span>
        </span>
        <span class="tabular max-md:hidden md:w-16 md:text-right">
          <Show when={task().diff_stat}>{(stat) => <DiffStat {...stat()} />}</Show>
        </span>
        <Show when={props.owner}>
          <span class="flex shrink-0 items-center" title={task().owner.login ?? undefined}>
            <Avatar login={task().owner.login} url={task().owner.avatar_url} size={18} />
            <span class="sr-only">of {task().owner.login ?? "somebody"}</span>
          </span>
        </Show>
        <time datetime={task().updated_at} class={ROW_AGE}>
          {formatAge(task().updated_at, props.now)}
        </time>
      </span>
    </a>
  );
}
