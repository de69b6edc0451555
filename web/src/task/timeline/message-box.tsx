import ArrowUp from "lucide-solid/icons/arrow-up";
import { createSignal, Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { FieldNote, TextArea } from "../../ui/field.tsx";
import { createKeptText } from "../../ui/kept-text.ts";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";

/** The message field. Its text is kept in the browser until the Worker has accepted the message. */
export function MessageBox(props: { task: TaskModel; view: TaskView }) {
  const [again, setAgain] = createSignal(false);
  const [text, type] = createKeptText(`verne.message.${props.task.id}`);
  const send = async (event?: SubmitEvent) => {
    event?.preventDefault();
    const message = text().trim();
    if (message === "" || !props.task.may("message")) return;
    // Shown in the timeline at once; a refused message is put back into the field, before text typed since.
    type("");
    setAgain(false);
    if (await props.task.commands.message(message)) return;
    type(text() === "" ? message : `${message}\n${text()}`);
  };
  /** The last message to the agent that it has not read yet. */
  const queued = () => {
    const last = props.task.stream.journal().timeline.findLast((entry) => entry.kind === "message");
    return last?.kind === "message" && last.queued ? last.text : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void send();
    const last = queued();
    if (event.key !== "ArrowUp" || text() !== "" || last === null) return;
    event.preventDefault();
    type(last);
    setAgain(true);
  };
  const placeholder = () => {
    if (props.view.state === "reviewing") return "Ask for changes…";
    return isOver(props.view.state) ? "Follow up on this task…" : "Reply or steer…";
  };
  return (
    <form onSubmit={send} class="flex shrink-0 items-end gap-2 border-t border-line p-3">
      <div class="min-w-0 flex-1">
        <TextArea
          label="Message"
          hideLabel
          data-reply
          rows={1}
          class="max-h-[8lh]! max-md:py-2.5!"
          placeholder={placeholder()}
          value={text()}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Show when={again() && text() !== ""}>
          <FieldNote>The queued message stays. Sending this adds another one after it.</FieldNote>
        </Show>
      </div>
      <Button
        type="submit"
        aria-label="Send message"
        class="px-2"
        busy={props.task.commands.pending() === "message"}
        disabled={text().trim() === "" || !props.task.may("message")}
      >
        <ArrowUp size={15} aria-hidden="true" />
      </Button>
    </form>
  );
}
