import { Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import type { TaskModel } from "../model.ts";
import { afterSending, countNotes, EMPTY_REVIEW, type Fingerprints, reviewText } from "./review.ts";
import type { ReviewStore } from "./review-store.ts";

/** What was gathered, sent to the agent as one message. Nothing goes out per click. */
export const ReviewTray = (props: {
  task: TaskModel;
  view: TaskView;
  store: ReviewStore;
  prints: Fingerprints;
}) => {
  const count = () => countNotes(props.store.review(), props.prints);
  const send = async () => {
    const prints = props.prints;
    const text = reviewText(props.store.review(), prints);
    if (text !== "" && (await props.task.commands.message(text)))
      props.store.change((review) => afterSending(review, prints));
  };
  const discard = () =>
    props.store.change((review) => ({ ...EMPTY_REVIEW, viewed: review.viewed, sent: review.sent }));
  return (
    <Show when={count() > 0}>
      <section
        aria-label="Your review"
        class="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t border-line bg-surface px-4 py-2"
      >
        <p role="status" class="mr-auto text-small text-mute">
          {count() === 1 ? "1 review note, not sent yet" : `${count()} review notes, not sent yet`}
        </p>
        <Button variant="quiet" onClick={discard}>
          Discard
        </Button>
        <Button
          variant="primary"
          busy={props.task.commands.pending() === "message"}
          disabled={!props.task.may("message")}
          onClick={() => void send()}
        >
          {count() === 1 ? "Send 1 review note" : `Send ${count()} review notes`}
        </Button>
      </section>
    </Show>
  );
};
