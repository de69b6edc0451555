import ArrowLeft from "lucide-solid/icons/arrow-left";
import GitBranch from "lucide-solid/icons/git-branch";
import { Show } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { StateGlyph } from "../ui/state-glyph.tsx";
import { isRunning, STATE_LABEL } from "../ui/state-words.ts";
import { createNow, formatDuration } from "../ui/time.ts";
import { TaskActions } from "./actions.tsx";
import type { TaskModel } from "./model.ts";

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** What the task is, where it works, how it stands, and the one thing to do next. */
export function TaskHeader(props: { task: TaskModel; view: TaskView }) {
  const now = createNow(1_000);
  const view = () => props.view;
  const elapsed = () => {
    const end = isRunning(view().state) ? now() : Date.parse(view().updated_at);
    return formatDuration(end - Date.parse(view().created_at));
  };
  const tokens = () => view().usage.input_tokens + view().usage.output_tokens;
  const cancelling = () => props.task.commands.pending() === "cancel";
  return (
    <header class="flex min-h-11 shrink-0 items-center gap-3 border-b border-line px-4 max-md:flex-wrap max-md:gap-x-2 max-md:gap-y-0.5 max-md:px-3 max-md:py-2">
      <a href="/" aria-label="Back to tasks" class="text-mute md:hidden">
        <ArrowLeft size={18} aria-hidden="true" />
      </a>
      <StateGlyph state={view().state} />
      <h1 class="min-w-0 truncate font-strong max-md:flex-1">{view().title}</h1>
      <div class="flex min-w-0 shrink-0 items-center gap-3 text-small text-mute max-md:w-full max-md:gap-2 max-md:pl-[26px]">
        <span role="status" class="whitespace-nowrap text-fg">
          {cancelling() ? "Cancelling…" : STATE_LABEL[view().state]}
        </span>
        <span class="flex min-w-0 items-center gap-1">
          <GitBranch size={12} class="shrink-0" aria-hidden="true" />
          <span class="truncate">
            {view().repo_full_name}@{view().branch}
          </span>
        </span>
        <span class="whitespace-nowrap tabular">{elapsed()}</span>
        <Show when={tokens() > 0}>
          <span class="whitespace-nowrap tabular max-lg:hidden">{compact.format(tokens())} tokens</span>
        </Show>
      </div>
      <TaskActions task={props.task} view={view()} />
    </header>
  );
}
