import ChevronRight from "lucide-solid/icons/chevron-right";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { createMemo, createSignal, createUniqueId, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TestCase } from "../../../../worker/protocol/index.ts";
import { TextField } from "../../ui/field.tsx";
import { CaseRow, type Places } from "./case-row.tsx";
import type { CaseList } from "./verdict.ts";

const TONE = {
  ok: { icon: CircleCheck, colour: "text-ok" },
  warn: { icon: TriangleAlert, colour: "text-warn" },
  bad: { icon: CircleX, colour: "text-bad" },
};
/** A longer list gets a filter field. */
const MOST_ROWS = 200;

/** Lists of tests with their headings, the worst first. */
export const CaseLists = (props: {
  lists: readonly CaseList[];
  cases: ReadonlyMap<string, TestCase>;
  places: Places;
}) => (
  <For each={props.lists}>
    {(list) => (
      <section class="mt-6" aria-label={list.title}>
        <h3 class="flex items-center gap-2 font-medium">
          <Dynamic
            component={TONE[list.tone].icon}
            size={15}
            class={TONE[list.tone].colour}
            aria-hidden="true"
          />
          {list.title} <span class="text-mute tabular">{list.ids.length}</span>
        </h3>
        <Show when={list.note}>
          <p class="text-small text-mute">{list.note}</p>
        </Show>
        <ul class="mt-1.5 divide-y divide-line rounded-card border border-line">
          <For each={list.ids}>
            {(id) => <CaseRow id={id} found={props.cases.get(id)} places={props.places} />}
          </For>
        </ul>
      </section>
    )}
  </For>
);

/** The tests that passed, folded; open, they can be searched. */
export function PassedCases(props: { cases: readonly TestCase[]; places: Places }) {
  const [open, setOpen] = createSignal(false);
  const [wanted, setWanted] = createSignal("");
  const id = createUniqueId();
  const found = createMemo(() => {
    const needle = wanted().trim().toLowerCase();
    return props.cases.filter((one) => one.id.toLowerCase().includes(needle));
  });
  return (
    <section class="mt-6" aria-label="Passed">
      <h3>
        <button
          type="button"
          class="-ml-1.5 flex min-h-8 max-md:min-h-11 items-center gap-2 rounded-control px-1.5 font-medium hover:bg-hover"
          aria-expanded={open()}
          aria-controls={open() ? id : undefined}
          onClick={() => setOpen(!open())}
        >
          <ChevronRight size={14} class={`text-mute ${open() ? "rotate-90" : ""}`} aria-hidden="true" />
          <CircleCheck size={15} class="text-ok" aria-hidden="true" />
          Passed <span class="text-mute tabular">{props.cases.length}</span>
        </button>
      </h3>
      <Show when={open()}>
        <div id={id} class="mt-1.5 grid gap-2">
          <TextField
            label="Filter passed tests"
            hideLabel
            type="search"
            placeholder="Filter passed tests"
            value={wanted()}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
          <Show when={found().length > 0} fallback={<p class="text-mute">No test matches.</p>}>
            <ul class="divide-y divide-line rounded-card border border-line">
              <For each={found().slice(0, MOST_ROWS)}>
                {(one) => <CaseRow id={one.id} found={one} places={props.places} />}
              </For>
            </ul>
          </Show>
          <Show when={found().length > MOST_ROWS}>
            <p class="text-small text-mute">{found().length - MOST_ROWS} more. Filter to find one of them.</p>
          </Show>
        </div>
      </Show>
    </section>
  );
}
