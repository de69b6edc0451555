import type { DiffState } from "../diff-state.ts";
import type { Hunk } from "../hunks.ts";
import { ReviewButtons } from "./review-buttons.tsx";

/**
 * Verdict and comment of one hunk. With a mouse it floats over the hunk's first line while the pointer
 * or the focus is in the hunk, or there is a verdict; on touch screens it is a row of its own below the hunk.
 */
export const HunkBar = (props: {
  hunk: Hunk;
  nth: number;
  of: number;
  touch: boolean;
  hovered: boolean;
  state: DiffState;
}) => {
  const verdict = () => props.state.hunkVerdict(props.hunk);
  const name = () => `hunk ${props.nth} of ${props.hunk.path}`;
  const seen = () => props.hovered || verdict() !== null || props.state.isCurrent(props.hunk);
  return (
    <div class={props.touch ? "border-y border-line bg-surface px-2" : "relative h-0"}>
      <fieldset
        class={
          props.touch
            ? "flex items-center gap-1 font-sans"
            : `absolute -top-[23px] right-2 z-10 flex items-center gap-0.5 rounded-control border border-line-strong
               bg-raised px-1 py-px font-sans transition-opacity duration-100 focus-within:opacity-100
               hover:opacity-100 ${seen() ? "" : "opacity-0"}`
        }
      >
        <legend class="sr-only">{name()}</legend>
        <span class={`text-small text-mute tabular ${props.touch ? "mr-auto" : "px-1"}`}>
          {verdict() ?? `${props.nth} of ${props.of}`}
        </span>
        <ReviewButtons
          name={name()}
          what=" this part"
          verdict={verdict()}
          onJudge={(given) => props.state.toggleHunkVerdict(props.hunk, given)}
          onComment={() => props.state.commentOnHunk(props.hunk)}
        />
      </fieldset>
    </div>
  );
};
