import ShieldAlert from "lucide-solid/icons/shield-alert";
import { Show } from "solid-js";
import type { FileDiff } from "../../../../../worker/protocol/index.ts";
import { DiffStat } from "../../../ui/diff-stat.tsx";
import type { DiffState } from "../diff-state.ts";
import { ReviewButtons } from "./review-buttons.tsx";

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

/** Verdict, comment and viewed mark of one file, at the end of its header. */
export const FileControls = (props: { file: FileDiff; label: string; state: DiffState }) => {
  const path = () => props.file.path;
  return (
    <span class="ml-2 flex items-center gap-1 font-sans text-small font-normal max-md:gap-0">
      <FileLabel file={props.file} label={props.label} />
      <ReviewButtons
        name={path()}
        verdict={props.state.verdict(path())}
        onJudge={(verdict) => props.state.toggleVerdict(path(), verdict)}
        onComment={() => props.state.commentOnFile(path())}
      />
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
