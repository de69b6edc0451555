import FlaskConical from "lucide-solid/icons/flask-conical";
import { For } from "solid-js";
import type { SampleTask } from "../api/queries.ts";

/** Tasks that fill the whole form with one click. */
export default function Samples(props: {
  items: readonly SampleTask[];
  onPick: (sample: SampleTask) => void;
}) {
  return (
    <section aria-label="Sample tasks" class="mt-2 flex flex-wrap items-center gap-1.5">
      <span class="text-small text-mute max-md:w-full">Try</span>
      <For each={props.items}>
        {(sample) => (
          <button
            type="button"
            onClick={() => props.onPick(sample)}
            class="inline-flex h-7 max-md:h-11 max-w-full items-center gap-1.5 rounded-full border border-line-strong px-3 text-small hover:bg-hover"
          >
            <FlaskConical size={12} class="shrink-0 text-accent" aria-hidden="true" />
            <span class="truncate">{sample.title}</span>
          </button>
        )}
      </For>
    </section>
  );
}
