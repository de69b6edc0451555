import Check from "lucide-solid/icons/check";
import MessageSquare from "lucide-solid/icons/message-square-plus";
import ShieldAlert from "lucide-solid/icons/shield-alert";
import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import type { Verdict } from "./review.ts";

export interface FileState {
  viewed: boolean;
  verdict: Verdict | null;
}

interface FileControlsProps {
  file: FileDiff;
  label: string;
  state: () => FileState;
  onViewed: (viewed: boolean) => void;
  onVerdict: (verdict: Verdict) => void;
  onComment: () => void;
}

const BUTTON =
  "grid size-6 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg " +
  "aria-pressed:data-[of=accepted]:bg-ok-soft aria-pressed:data-[of=accepted]:text-ok " +
  "aria-pressed:data-[of=rejected]:bg-bad-soft aria-pressed:data-[of=rejected]:text-bad";

/** What a reader can say about one file, at the end of its header. */
export const FileControls = (props: FileControlsProps) => (
  <span class="ml-2 flex items-center gap-1 font-sans text-small font-normal">
    <Show when={props.label}>
      <Show when={props.file.out_of_plan}>
        <ShieldAlert size={14} class="text-warn md:hidden" aria-hidden="true" />
      </Show>
      <span class={`mr-1 max-md:sr-only ${props.file.out_of_plan ? "text-warn" : "text-mute"}`}>
        {props.label}
      </span>
    </Show>
    <button
      type="button"
      class={BUTTON}
      data-of="accepted"
      aria-pressed={props.state().verdict === "accepted"}
      aria-label={`Accept ${props.file.path}`}
      title="Accept"
      onClick={() => props.onVerdict("accepted")}
    >
      <Check size={14} aria-hidden="true" />
    </button>
    <button
      type="button"
      class={BUTTON}
      data-of="rejected"
      aria-pressed={props.state().verdict === "rejected"}
      aria-label={`Reject ${props.file.path}`}
      title="Reject"
      onClick={() => props.onVerdict("rejected")}
    >
      <X size={14} aria-hidden="true" />
    </button>
    <button
      type="button"
      class={BUTTON}
      aria-label={`Comment on ${props.file.path}`}
      title="Comment"
      onClick={() => props.onComment()}
    >
      <MessageSquare size={13} aria-hidden="true" />
    </button>
    <label class="ml-1 flex h-6 items-center gap-1.5 text-mute">
      <input
        type="checkbox"
        class="size-3.5 accent-(--v-accent)"
        checked={props.state().viewed}
        aria-label={`Viewed ${props.file.path}`}
        onChange={(event) => props.onViewed(event.currentTarget.checked)}
      />
      <span class="max-md:hidden">Viewed</span>
    </label>
  </span>
);
