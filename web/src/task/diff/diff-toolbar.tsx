import Columns from "lucide-solid/icons/columns-2";
import FolderTree from "lucide-solid/icons/folder-tree";
import Pilcrow from "lucide-solid/icons/pilcrow";
import TextWrap from "lucide-solid/icons/text-wrap";
import { Show } from "solid-js";
import { IconButton } from "../../ui/button.tsx";
import { DiffStat } from "../../ui/diff-stat.tsx";
import type { DiffLayout } from "./diff-layout.ts";
import type { DiffState } from "./diff-state.ts";

const SWITCH =
  "flex h-7 max-md:h-11 items-center gap-1.5 rounded-control px-2 text-mute hover:bg-hover hover:text-fg " +
  "aria-pressed:bg-hover aria-pressed:text-fg";

/** How large the change is, how far the reader is, and how it is drawn. */
export const DiffToolbar = (props: { state: DiffState; layout: DiffLayout; mayReview: boolean }) => {
  const files = () => props.state.all();
  const sum = (count: "additions" | "deletions") => files().reduce((total, file) => total + file[count], 0);
  const outside = () => files().filter((file) => file.out_of_plan).length;
  const viewed = () => files().filter((file) => props.state.viewed(file.path)).length;
  return (
    <div class="flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 border-b border-line px-2 text-small max-md:min-h-12">
      <button
        type="button"
        class={`${SWITCH} shrink-0 tabular`}
        aria-expanded={props.layout.treeShown()}
        onClick={() => props.layout.toggleTree()}
      >
        <FolderTree size={14} aria-hidden="true" />
        Files
        <Show when={props.mayReview} fallback={<span>{files().length}</span>}>
          <span aria-hidden="true">
            {viewed()}/{files().length}
          </span>
          <span class="sr-only">
            {viewed()} of {files().length} viewed
          </span>
        </Show>
      </button>
      <DiffStat additions={sum("additions")} deletions={sum("deletions")} />
      <Show when={outside()}>{(count) => <span class="text-warn">{count()} outside the plan</span>}</Show>
      <span class="ml-auto flex items-center gap-1">
        <Show when={props.mayReview && props.state.newSince() !== null}>
          <button
            type="button"
            aria-pressed={props.state.onlyNew()}
            class={SWITCH}
            onClick={() => props.state.toggleOnlyNew()}
          >
            Since my last review <span class="tabular">{props.state.newSince()}</span>
          </button>
        </Show>
        <IconButton
          label="Hide changes of whitespace"
          pressed={props.state.hideWhitespace()}
          onClick={() => props.state.toggleWhitespace()}
        >
          <Pilcrow size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Side by side"
          pressed={props.layout.split()}
          class="max-md:hidden"
          onClick={() => props.layout.toggleSplit()}
        >
          <Columns size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Wrap lines"
          pressed={props.layout.wrap()}
          onClick={() => props.layout.toggleWrap()}
        >
          <TextWrap size={14} aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
};
