import ChevronRight from "lucide-solid/icons/chevron-right";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import { Show } from "solid-js";
import { STEP_LABEL } from "../../ui/state-words.ts";
import { formatDuration } from "../../ui/time.ts";
import type { LogLine } from "./buffer.ts";
import type { LogView } from "./log-state.ts";

/** The head of a section: what the step is, how it went and how long it took. A click folds its lines away. */
export function SectionHead(props: { line: LogLine; log: LogView }) {
  const section = () => props.log.sectionOf(props.line.section);
  const ended = () => section()?.ended ?? null;
  const folded = () => props.log.isFolded(props.line.section);
  const label = () => {
    const words = STEP_LABEL[props.line.step];
    const end = ended();
    const attempt = section()?.attempt ?? 1;
    const word = end === null ? words.running : end.ok ? words.done : words.failed;
    return attempt > 1 ? `${word} (attempt ${attempt})` : word;
  };
  const hidden = () => (folded() ? props.log.hiddenIn(props.line.section) : 0);
  return (
    <button
      type="button"
      aria-expanded={!folded()}
      class="flex min-h-7 max-md:min-h-11 min-w-0 flex-1 items-center gap-1.5 rounded-control px-1 text-left font-sans text-small
        font-medium text-mute hover:bg-hover hover:text-fg focus-visible:-outline-offset-2"
      onClick={() => props.log.toggle(props.line.section)}
    >
      <ChevronRight size={13} class={`shrink-0 ${folded() ? "" : "rotate-90"}`} aria-hidden="true" />
      <Show when={ended()}>
        {(end) =>
          end().ok ? (
            <CircleCheck size={13} class="shrink-0 text-ok" aria-hidden="true" />
          ) : (
            <CircleX size={13} class="shrink-0 text-bad" aria-hidden="true" />
          )
        }
      </Show>
      <span class="min-w-0 [overflow-wrap:anywhere]">
        {label()}
        <Show when={hidden() > 0}>
          <span class="font-normal"> · {hidden().toLocaleString("en")} lines</span>
        </Show>
      </span>
      <Show when={ended()}>
        {(end) => <span class="ml-auto font-normal tabular">{formatDuration(end().durationMs)}</span>}
      </Show>
    </button>
  );
}
