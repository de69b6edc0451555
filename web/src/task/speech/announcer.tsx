import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { STATE_LABEL, STEP_LABEL } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { enqueueSpeech, nextSpeech, SILENT, type SpeechStep } from "./speech.ts";

/** Announces progress to screen readers (a new step, a new state) in one visually hidden live region. */
export function Announcer(props: { task: TaskModel; view: TaskView }) {
  const [said, setSaid] = createSignal("");
  let speech = SILENT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const progress = createMemo(() => {
    const running = props.task.stream
      .journal()
      .timeline.findLast((entry) => entry.kind === "step" && entry.ended === null);
    return running?.kind === "step" ? STEP_LABEL[running.step].running : STATE_LABEL[props.view.state];
  });
  const take = (next: SpeechStep) => {
    speech = next.speech;
    if (next.say !== null) setSaid(next.say);
    clearTimeout(timer);
    if (next.askInMs !== null) timer = setTimeout(() => take(nextSpeech(speech, Date.now())), next.askInMs);
  };
  // Only changes are announced: the screen reader reads the initial state with the page.
  createEffect(
    on(
      progress,
      (text) => {
        if (props.task.stream.connection() === "live") take(enqueueSpeech(speech, text, Date.now()));
      },
      { defer: true },
    ),
  );
  return (
    <p role="status" class="sr-only">
      {said()}
    </p>
  );
}
