import Columns from "lucide-solid/icons/columns-2";
import TextWrap from "lucide-solid/icons/text-wrap";
import { Show } from "solid-js";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { IconButton } from "../../ui/button.tsx";
import { DiffStat } from "../../ui/diff-stat.tsx";

interface DiffToolbarProps {
  files: readonly FileDiff[];
  viewed: number;
  /** How many files changed since the last review was sent; null before the first. */
  newSince: number | null;
  onlyNew: boolean;
  onOnlyNew: () => void;
  split: boolean;
  onSplit: () => void;
  wrap: boolean;
  onWrap: () => void;
}

/** How large the change is, how far the reader is, and how it is drawn. */
export const DiffToolbar = (props: DiffToolbarProps) => {
  const sum = (count: "additions" | "deletions") =>
    props.files.reduce((total, file) => total + file[count], 0);
  const outside = () => props.files.filter((file) => file.out_of_plan).length;
  return (
    <div class="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 border-b border-line px-4 text-small max-md:min-h-12">
      <span class="text-mute tabular">
        {props.viewed} of {props.files.length} viewed
      </span>
      <DiffStat additions={sum("additions")} deletions={sum("deletions")} />
      <Show when={outside()}>{(count) => <span class="text-warn">{count()} outside the plan</span>}</Show>
      <span class="ml-auto flex items-center gap-1">
        <Show when={props.newSince !== null}>
          <button
            type="button"
            aria-pressed={props.onlyNew}
            class="h-7 max-md:h-11 rounded-control px-2 text-mute hover:bg-hover hover:text-fg aria-pressed:bg-hover aria-pressed:text-fg"
            onClick={() => props.onOnlyNew()}
          >
            Since my last review <span class="tabular">{props.newSince}</span>
          </button>
        </Show>
        <IconButton
          label="Side by side"
          pressed={props.split}
          class="max-md:hidden"
          onClick={() => props.onSplit()}
        >
          <Columns size={14} aria-hidden="true" />
        </IconButton>
        <IconButton label="Wrap lines" pressed={props.wrap} onClick={() => props.onWrap()}>
          <TextWrap size={14} aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
};
