import { createEffect, lazy, on, onCleanup, Show, Suspense } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { followAfterScroll } from "../../ui/follow.ts";
import { Keyed } from "../../ui/keyed.tsx";
import { isTyping } from "../../ui/keys.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import type { Entry } from "./entries.ts";
import { EntryRow } from "./entry-row.tsx";
import { MessageBox } from "./message-box.tsx";
import { type Target, Timeline } from "./selection.ts";
import { UserText } from "./user-text.tsx";

const AskedBar = lazy(() => import("../questions/asked-bar.tsx"));
const DoneCard = lazy(() => import("./done-card.tsx"));

/**
 * Everything that happened, in order, with the running step alive; below it, the line to the agent. `j` and `k` choose
 * an event.
 */
export function TimelinePane(props: {
  task: TaskModel;
  view: TaskView;
  selected: string | undefined;
  onOpen: (target: Target) => void;
  /** Starts reading the summary aloud; absent where the browser cannot. */
  onListen?: (() => void) | undefined;
}) {
  const journal = () => props.task.stream.journal();
  let scroller: HTMLElement | undefined;
  let following = true;
  let lastOffsetPx = 0;
  const onScroll = () => {
    if (!scroller) return;
    const offsetPx = scroller.scrollTop;
    const leftPx = scroller.scrollHeight - offsetPx - scroller.clientHeight;
    following = followAfterScroll(following, { offsetPx, lastOffsetPx, leftPx });
    lastOffsetPx = offsetPx;
  };
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event) || (event.key !== "j" && event.key !== "k")) return;
    event.preventDefault();
    const events = [...(scroller?.querySelectorAll<HTMLElement>("[data-event]") ?? [])];
    const at = events.findIndex((one) => one.getAttribute("aria-current") === "true");
    const next = events[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
    next?.click();
    next?.focus();
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));
  createEffect(
    on([journal, props.task.commands.outgoing], () => {
      if (following) queueMicrotask(() => scroller?.scrollTo({ top: scroller.scrollHeight }));
    }),
  );
  /** The summary is shown once the task has ended, or waits for review with a change. */
  const closes = () => {
    const { state, diff_stat, asks } = props.view;
    if (asks) return false;
    return state === "complete" || state === "reviewing" || (isOver(state) && diff_stat !== null);
  };
  /** The question that the agent waits with, asked once more above everything else. */
  const asked = () => {
    const last = props.view.asks && journal().timeline.findLast((entry) => entry.kind === "question");
    return last && last.kind === "question" && !last.answered && props.task.allows("message") ? last : null;
  };
  return (
    <div class="flex h-full min-h-0 flex-col">
      <h2 class="sr-only">Timeline</h2>
      <Show when={asked()}>
        {(question) => (
          <Suspense>
            <AskedBar task={props.task} entry={question()} />
          </Suspense>
        )}
      </Show>
      <Show when={closes()}>
        <Suspense>
          <DoneCard task={props.task} view={props.view} onOpen={props.onOpen} onListen={props.onListen} />
        </Suspense>
      </Show>
      <ScrollRegion label="Events" ref={scroller} onScroll={onScroll} class="min-h-0 flex-1">
        <Timeline.Provider
          value={{ task: props.task, selected: () => props.selected, open: (target) => props.onOpen(target) }}
        >
          <ol class="px-4 py-4">
            <UserText
              text={props.view.prompt}
              label="Prompt"
              // An image needs a session to be read.
              images={props.view.access === "link" ? [] : props.view.images}
            />
            <Keyed each={journal().timeline} by={(entry: Entry) => entry.id}>
              {(entry) => <EntryRow entry={entry()} />}
            </Keyed>
            <Show when={props.task.commands.outgoing()}>
              {(text) => <UserText text={text()} label="You" sending />}
            </Show>
          </ol>
        </Timeline.Provider>
        <Show when={journal().lastSeq === 0 && props.task.stream.connection() === "connecting"}>
          <Skeleton rows={4} label="Loading the timeline" />
        </Show>
      </ScrollRegion>
      <Show when={props.task.allows("message")}>
        <MessageBox task={props.task} view={props.view} />
      </Show>
    </div>
  );
}
