import Check from "lucide-solid/icons/check";
import MessageSquare from "lucide-solid/icons/message-square-plus";
import ShieldAlert from "lucide-solid/icons/shield-alert";
import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { DiffStat } from "../../ui/diff-stat.tsx";
import type { ReviewState } from "./review-state.ts";

export const REVIEW_BUTTON =
  "grid size-6 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg max-md:size-11 " +
  "aria-pressed:data-[of=accepted]:bg-ok-soft aria-pressed:data-[of=accepted]:text-ok " +
  "aria-pressed:data-[of=rejected]:bg-bad-soft aria-pressed:data-[of=rejected]:text-bad";

/** At the end of a file's header: how much changed, and the plan step it belongs to. */
export const FileLabel = (props: { file: FileDiff; label: string }) => (
  <span class="flex items-center gap-2 font-sans text-small font-normal">
    <Show when={!props.file.binary}>
      <DiffStat additions={props.file.additions} deletions={props.file.deletions} />
    </Show>
    <Show when={props.label}>
      <Show when={props.file.out_of_plan}>
        <ShieldAlert size={14} class="text-warn md:hidden" aria-hidden="true" />
      </Show>
      <span class={`mr-1 max-md:sr-only ${props.file.out_of_plan ? "text-warn" : "text-mute"}`}>
        {props.label}
      </span>
    </Show>
  </span>
);

/** What a reader can say about one file, at the end of its header. */
export const FileControls = (props: { file: FileDiff; label: string; state: ReviewState }) => {
  const path = () => props.file.path;
  const verdict = () => props.state.verdict(path());
  return (
    <span class="ml-2 flex items-center gap-1 font-sans text-small font-normal max-md:gap-0">
      <FileLabel file={props.file} label={props.label} />
      <button
        type="button"
        class={REVIEW_BUTTON}
        data-of="accepted"
        aria-pressed={verdict() === "accepted"}
        aria-label={`Accept ${path()}`}
        title="Accept"
        onClick={() => props.state.judge(path(), "accepted")}
      >
        <Check size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        class={REVIEW_BUTTON}
        data-of="rejected"
        aria-pressed={verdict() === "rejected"}
        aria-label={`Reject ${path()}`}
        title="Reject"
        onClick={() => props.state.judge(path(), "rejected")}
      >
        <X size={14} aria-hidden="true" />
      </button>
      <button
        type="button"
        class={REVIEW_BUTTON}
        aria-label={`Comment on ${path()}`}
        title="Comment"
        onClick={() => props.state.commentOnFile(path())}
      >
        <MessageSquare size={13} aria-hidden="true" />
      </button>
      <label class="ml-1 flex h-6 items-center justify-center gap-1.5 text-mute max-md:h-11 max-md:min-w-11">
        <input
          type="checkbox"
          class="size-3.5 accent-(--v-accent)"
          checked={props.state.viewed(path())}
          aria-label={`Viewed ${path()}`}
          onChange={() => props.state.toggleViewed(path())}
        />
        <span class="max-md:hidden">Viewed</span>
      </label>
    </span>
  );
};
