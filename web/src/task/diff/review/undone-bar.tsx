import Undo2 from "lucide-solid/icons/undo-2";
import { Button } from "../../../ui/button.tsx";
import type { TaskModel } from "../../model.ts";
import { redoLast } from "./undo-part.ts";

/** Says that parts were taken out of the change by hand, for as long as they can be brought back. */
export default function UndoneBar(props: { task: TaskModel }) {
  return (
    <section
      aria-label="Undone by hand"
      class="flex shrink-0 items-center gap-2 border-b border-line bg-surface py-1 pr-2 pl-4"
    >
      <Undo2 size={14} class="shrink-0 text-mute" aria-hidden="true" />
      <p class="mr-auto min-w-0 text-small text-mute">
        Parts were undone by hand; publishing takes what is left.
      </p>
      <Button
        variant="quiet"
        class="h-7! max-md:h-11! shrink-0 px-2"
        busy={props.task.commands.pending() === "redo"}
        disabled={!props.task.may("redo")}
        onClick={() => redoLast(props.task)}
      >
        Bring the last back
      </Button>
    </section>
  );
}
