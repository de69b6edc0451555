import ChevronUp from "lucide-solid/icons/chevron-up";
import { createSignal, For, Show } from "solid-js";
import { askUser } from "../../../ui/ask.ts";
import { Button } from "../../../ui/button.tsx";
import { plainLine } from "../../../ui/plain-line.ts";
import type { TaskModel } from "../../model.ts";
import type { DiffState } from "../diff-state.ts";
import { afterSending, withoutNotes } from "./review.ts";
import { removeNote } from "./review-edits.ts";
import { type Point, reviewText } from "./review-message.ts";

/** Of a note, on its one line. */
const MAX_SHOWN_CHARS = 200;
const LINK = "h-7! max-md:h-11! px-2";

/** The collected notes, sent to the agent as one message. */
export const ReviewTray = (props: { task: TaskModel; state: DiffState }) => {
  const [open, setOpen] = createSignal(false);
  const count = () => props.state.points().length;
  const send = async () => {
    const content = props.state.content();
    const text = reviewText(props.state.review(), content);
    if (text !== "" && (await props.task.commands.message(text)))
      props.state.change((review) => afterSending(review, Object.fromEntries(content.prints)));
  };
  const discard = async () => {
    const yes = await askUser({
      title: count() === 1 ? "Discard this review note?" : `Discard ${count()} review notes?`,
      text: "The agent never saw them, and what you wrote is gone.",
      yes: "Discard",
      no: "Keep",
    });
    if (yes) props.state.change((review) => ({ ...withoutNotes(review), draft: review.draft }));
  };
  return (
    <section aria-label="Your review" class="shrink-0 border-t border-line bg-surface">
      <p role="status" class="sr-only">
        {count() === 1 ? "1 review note" : `${count()} review notes`}, not sent yet
      </p>
      <Show when={open()}>
        <ul id="review-points" class="max-h-56 divide-y divide-line overflow-y-auto border-b border-line">
          <For each={props.state.points()}>{(point) => <PointRow point={point} state={props.state} />}</For>
        </ul>
      </Show>
      <div class="flex flex-wrap items-center justify-end gap-2 px-2 py-2">
        <button
          type="button"
          aria-expanded={open()}
          aria-controls={open() ? "review-points" : undefined}
          class="mr-auto flex h-8 max-md:h-11 items-center gap-1.5 rounded-control px-2 text-small text-mute hover:bg-hover hover:text-fg"
          onClick={() => setOpen(!open())}
        >
          <ChevronUp size={14} class={open() ? "rotate-180" : ""} aria-hidden="true" />
          {count()} not sent yet
        </button>
        <Button variant="quiet" onClick={() => void discard()}>
          Discard
        </Button>
        <Button
          variant="primary"
          busy={props.task.commands.pending() === "message"}
          disabled={!props.task.may("message")}
          title={props.task.may("message") ? undefined : "The task takes no messages now."}
          onClick={() => void send()}
        >
          {count() === 1 ? "Send 1 review note" : `Send ${count()} review notes`}
        </Button>
      </div>
    </section>
  );
};

/** One note: its place and text, with buttons to show, edit and remove it. */
const PointRow = (props: { point: Point; state: DiffState }) => {
  const { state } = props;
  const remove = () => {
    const { point } = props;
    if (point.kind === "file") state.toggleVerdict(point.path, "rejected");
    else if (point.kind === "hunk") state.toggleHunkVerdict(point.hunk, "rejected");
    else state.change((review) => removeNote(review, point.note.id));
  };
  const go = () => {
    const { point } = props;
    if (point.kind === "hunk") state.pickHunk(point.hunk);
    else state.pick(point.path);
  };
  const edit = (id: string) => {
    state.pick(props.point.path);
    state.edit(id);
  };
  return (
    <li class="flex items-center gap-1 py-1 pl-4 pr-2">
      <button
        type="button"
        class="grid min-h-7 max-md:min-h-11 min-w-0 flex-1 content-center text-left hover:underline"
        onClick={go}
      >
        <span class="truncate">{props.point.title}</span>
        <Show when={props.point.kind === "note" && props.point.note.text}>
          {(text) => <span class="truncate text-small text-mute">{plainLine(text(), MAX_SHOWN_CHARS)}</span>}
        </Show>
      </button>
      <Show when={props.point.kind === "note" && props.point.note.id}>
        {(id) => (
          <Button
            variant="quiet"
            class={LINK}
            aria-label={`Edit: ${props.point.title}`}
            onClick={() => edit(id())}
          >
            Edit
          </Button>
        )}
      </Show>
      <Button variant="quiet" class={LINK} aria-label={`Remove: ${props.point.title}`} onClick={remove}>
        Remove
      </Button>
    </li>
  );
};
