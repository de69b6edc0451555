import ArrowLeft from "lucide-solid/icons/arrow-left";
import GitBranch from "lucide-solid/icons/git-branch";
import { type JSX, Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { formatCost, formatCount } from "../../ui/amounts.ts";
import { StateGlyph } from "../../ui/state-glyph.tsx";
import { stateLabel } from "../../ui/state-words.ts";
import { createNow, formatDuration, workedMs } from "../../ui/time.ts";
import type { TaskModel } from "../model.ts";
import { TaskActions } from "./actions.tsx";
import { TaskTitle } from "./task-title.tsx";

/** Title, repository, state and primary action of the task. `more`: the menu of rare actions. */
export function TaskHeader(props: { task: TaskModel; view: TaskView; more?: JSX.Element }) {
  return (
    <header class="flex min-h-11 shrink-0 items-center gap-3 border-b border-line px-4 max-md:flex-wrap max-md:gap-x-2 max-md:gap-y-0.5 max-md:px-3 max-md:py-2">
      <Show when={props.task.signedIn}>
        <a href="/" aria-label="Back to tasks" class="text-mute md:hidden">
          <ArrowLeft size={18} aria-hidden="true" />
        </a>
      </Show>
      <StateGlyph state={props.view.state} />
      <TaskTitle task={props.task} view={props.view} />
      <Facts task={props.task} view={props.view} />
      <TaskActions task={props.task} view={props.view} more={props.more} />
    </header>
  );
}

/** State, place, time and amounts, on one quiet line. */
function Facts(props: { task: TaskModel; view: TaskView }) {
  const now = createNow(1_000);
  const view = () => props.view;
  const worked = () => formatDuration(workedMs(view(), now()));
  const tokens = () => view().usage.input_tokens + view().usage.output_tokens;
  const cost = () => view().usage.cost_usd;
  const stopping = () => props.task.commands.pending() === "cancel" || view().stopping;
  return (
    <div class="flex min-w-0 shrink-0 items-center gap-3 text-small text-mute max-md:order-1 max-md:w-full max-md:gap-2 max-md:pl-[26px]">
      <span class="whitespace-nowrap text-fg">{stopping() ? "Stopping…" : stateLabel(view())}</span>
      <span class="flex min-w-0 items-center gap-1">
        <GitBranch size={12} class="shrink-0" aria-hidden="true" />
        <span class="truncate">
          {view().repo_full_name}@{view().branch}
        </span>
      </span>
      <Show when={view().access !== "owner" && view().owner.login}>
        {(login) => <span class="whitespace-nowrap">by {login()}</span>}
      </Show>
      <span class="whitespace-nowrap tabular" title="Time of work, without waiting">
        {worked()}
      </span>
      <Show when={tokens() > 0}>
        <span
          class="whitespace-nowrap tabular max-lg:hidden"
          title={cost() === null ? "The price of this model is not known" : undefined}
        >
          {formatCount(tokens())} tokens
          <Show when={cost() !== null}> · {formatCost(cost())}</Show>
        </span>
      </Show>
      <Show when={view().archived_at}>
        <span class="whitespace-nowrap rounded-full bg-hover px-1.5">Archived</span>
      </Show>
    </div>
  );
}
