import { Dialog } from "@kobalte/core/dialog";
import { useSearchParams } from "@solidjs/router";
import { Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { shownTree } from "../commands/publish.ts";
import { publishWords } from "../commands/publish-refusals.ts";
import type { TaskModel } from "../model.ts";
import { ObjectionList } from "./objection-list.tsx";

/** Between the button and the pull request: what a person has to accept first, by name. */
export default function ObjectionsDialog(props: { task: TaskModel; view: TaskView }) {
  const { ticks, commands } = props.task;
  const [, setParams] = useSearchParams();
  const close = () => ticks.setDialogOpen(false);
  const left = () => ticks.open(props.view.objections).length;
  const blocked = () => props.view.objections.some(({ blocking }) => blocking);
  const publish = () => {
    close();
    void commands.publish({
      tree: shownTree(props.task),
      accepted: ticks.accepted(props.view.objections),
    });
  };
  const showDiff = () => {
    close();
    setParams({ pane: "diff" });
  };
  return (
    <Modal onClose={close} class="flex max-h-[calc(100dvh-2rem)] w-full max-w-lg flex-col p-5">
      <Dialog.Title class="text-read font-strong">Before this is published</Dialog.Title>
      <Dialog.Description class="mt-1 text-mute">
        <Show
          when={blocked()}
          fallback="Verne would not open this pull request by itself. Tick what you have looked at and accept; the pull request names it, with your name."
        >
          There is something here that nobody can accept. Ask for another change without it, or download the
          patch.
        </Show>
      </Dialog.Description>
      <div class="mt-3 min-h-0 flex-1 overflow-y-auto border-y border-line">
        <ObjectionList objections={props.view.objections} ticks={ticks} mayTick={true} />
      </div>
      <p role="status" class="sr-only">
        {left() === 0 ? "Everything is accepted" : blocked() ? "" : `${left()} left to accept`}
      </p>
      <div class="mt-4 flex flex-wrap justify-end gap-2 max-md:flex-col-reverse">
        <Button variant="quiet" onClick={close}>
          Cancel
        </Button>
        <Button onClick={showDiff}>Show the diff</Button>
        <Button
          variant="primary"
          disabled={left() > 0 || !props.task.may("apply")}
          title={blocked() ? "Not as it is" : left() > 0 ? `${left()} left to accept` : undefined}
          onClick={publish}
        >
          {publishWords(props.view)}
        </Button>
      </div>
    </Modal>
  );
}
