import Archive from "lucide-solid/icons/archive";
import ArchiveRestore from "lucide-solid/icons/archive-restore";
import CircleStop from "lucide-solid/icons/circle-stop";
import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { isOver } from "../ui/state-words.ts";

/** What can be done with all selected tasks at once. */
export default function BulkBar(props: {
  tasks: readonly TaskSummary[];
  onArchive: () => void;
  onStop: () => void;
  onClear: () => void;
}) {
  const archived = () => props.tasks.every((task) => task.archived_at !== null);
  const running = () => props.tasks.filter((task) => !isOver(task.state)).length;
  return (
    <div class="pointer-events-none absolute inset-x-0 bottom-4 z-20 flex justify-center px-3">
      <div
        role="toolbar"
        aria-label="Selected tasks"
        class="pointer-events-auto flex items-center gap-1.5 rounded-card border border-line-strong bg-raised p-1.5 pl-3 shadow-float animate-float-in"
      >
        <span role="status" class="pr-2 whitespace-nowrap tabular">
          {props.tasks.length} selected
        </span>
        <Button onClick={() => props.onArchive()}>
          <Show when={archived()} fallback={<Archive size={14} aria-hidden="true" />}>
            <ArchiveRestore size={14} aria-hidden="true" />
          </Show>
          {archived() ? "Restore" : "Archive"}
        </Button>
        <Button
          variant="danger"
          disabled={running() === 0}
          title={running() === 0 ? "None of them is running" : undefined}
          onClick={() => props.onStop()}
        >
          <CircleStop size={14} aria-hidden="true" /> Stop
          <Show when={running() > 0 && running() < props.tasks.length}> {running()}</Show>
        </Button>
        <IconButton label="Clear selection" onClick={() => props.onClear()}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}
