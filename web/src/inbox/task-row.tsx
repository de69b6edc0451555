import GitPullRequest from "lucide-solid/icons/git-pull-request";
import { Show } from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { DiffStat } from "../ui/diff-stat.tsx";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { STATE_LABEL } from "../ui/state-words.ts";
import { formatAge } from "../ui/time.ts";

/** One task in the list: a link to it with its state, place and size. Two lines on a phone. */
export function TaskRow(props: { task: TaskSummary; now: number }) {
  const task = () => props.task;
  return (
    <a
      href={`/t/${task().task_id}`}
      data-row
      class="group flex min-h-9 items-center gap-3 px-4 hover:bg-hover focus-visible:-outline-offset-2
        max-md:min-h-14 max-md:flex-wrap max-md:gap-x-2.5 max-md:gap-y-0 max-md:py-2"
    >
      <StateGlyph state={task().state} />
      <span class="min-w-0 flex-1 truncate font-medium">{task().title}</span>
      <Show when={task().pr_url}>
        <span class="inline-flex items-center gap-1 text-small text-ok">
          <GitPullRequest size={13} aria-hidden="true" />
          <span class="sr-only">Pull request</span>
        </span>
      </Show>
      <span class="flex items-center gap-4 text-small text-mute max-md:w-full max-md:gap-1.5 max-md:pl-[25px]">
        <span class={`shrink-0 md:w-36 ${task().state === "failed" ? "text-bad" : ""}`}>
          {STATE_LABEL[task().state]}
        </span>
        <span aria-hidden="true" class="md:hidden">
          ·
        </span>
        <span class="min-w-0 truncate md:w-60">
          {task().repo_full_name}
          <span class="max-lg:hidden"> · {task().branch}</span>
        </span>
        <span class="tabular max-md:hidden md:w-16 md:text-right">
          <Show when={task().diff_stat}>{(stat) => <DiffStat {...stat()} />}</Show>
        </span>
        <time datetime={task().updated_at} class="ml-auto shrink-0 tabular md:w-10 md:text-right">
          {formatAge(task().updated_at, props.now)}
        </time>
      </span>
    </a>
  );
}
