import Check from "lucide-solid/icons/check";
import MessageSquare from "lucide-solid/icons/message-square-plus";
import X from "lucide-solid/icons/x";
import type { Verdict } from "./review.ts";

const BUTTON =
  "grid size-6 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg max-md:size-11 " +
  "aria-pressed:data-[of=accepted]:bg-ok-soft aria-pressed:data-[of=accepted]:text-ok " +
  "aria-pressed:data-[of=rejected]:bg-bad-soft aria-pressed:data-[of=rejected]:text-bad";

/** Accept, reject and comment on what `name` says: a file or a part of one. */
export const ReviewButtons = (props: {
  name: string;
  /** Follows the verb in the tips: " this part". */
  what?: string;
  verdict: Verdict | null;
  onJudge: (verdict: Verdict) => void;
  onComment: () => void;
}) => (
  <>
    <button
      type="button"
      class={BUTTON}
      data-of="accepted"
      aria-pressed={props.verdict === "accepted"}
      aria-label={`Accept ${props.name}`}
      title={`Accept${props.what ?? ""}`}
      onClick={() => props.onJudge("accepted")}
    >
      <Check size={14} aria-hidden="true" />
    </button>
    <button
      type="button"
      class={BUTTON}
      data-of="rejected"
      aria-pressed={props.verdict === "rejected"}
      aria-label={`Reject ${props.name}`}
      title={`Reject${props.what ?? ""}`}
      onClick={() => props.onJudge("rejected")}
    >
      <X size={14} aria-hidden="true" />
    </button>
    <button
      type="button"
      class={BUTTON}
      aria-label={`Comment on ${props.name}`}
      title="Comment"
      onClick={() => props.onComment()}
    >
      <MessageSquare size={13} aria-hidden="true" />
    </button>
  </>
);
