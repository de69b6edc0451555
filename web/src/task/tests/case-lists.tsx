import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import ChevronRight from "lucide-solid/icons/chevron-right";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { createSignal, createUniqueId, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TestCase } from "../../../../worker/protocol/index.ts";
import { createDebounced } from "../../ui/debounce.ts";
import { TextField } from "../../ui/field.tsx";
import type { TaskModel } from "../model.ts";
import { CaseRow, type Places } from "./case-row.tsx";
import { casesQuery } from "./cases.ts";
import type { CaseList } from "./comparison-lists.ts";

const TONE = {
  ok: { icon: CircleCheck, colour: "text-ok" },
  warn: { icon: TriangleAlert, colour: "text-warn" },
  bad: { icon: CircleX, colour: "text-bad" },
};
/** A longer list gets a filter field. */
const MOST_ROWS = 200;
const FILTER_AFTER_MS = 200;

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
          {list.title} <span class="text-mute tabular">{list.count ?? list.ids.length}</span>
        </h3>
        <Show when={list.note}>
          <p class="text-small text-mute">{list.note}</p>
        </Show>
        <ul class="mt-1.5 divide-y divide-line rounded-card border border-line">
          <For each={list.ids}>
            {(id) => <CaseRow id={id} found={props.cases.get(id)} places={props.places} />}
          </For>
        </ul>
        <Show when={(list.count ?? 0) > list.ids.length}>
          <p class="mt-1 text-small text-mute">and {(list.count ?? 0) - list.ids.length} more</p>
        </Show>
      </section>
    )}
  </For>
);

/** The tests that passed, folded; open, they can be searched. */
export function PassedCases(props: { task: TaskModel; count: number; places: Places }) {
  const [open, setOpen] = createSignal(false);
  const [wanted, setWanted] = createSignal("");
  const id = createUniqueId();
  const settled = createDebounced(wanted, FILTER_AFTER_MS);
  const page = createQuery(() => ({
    ...casesQuery(props.task, { phase: "after", outcome: "passed", q: settled().trim() }),
    enabled: open(),
    placeholderData: keepPreviousData,
  }));
  const found = () => (page.isSuccess ? page.data.items : []);
  const total = () => (page.isSuccess ? page.data.total : 0);
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
          Passed <span class="text-mute tabular">{props.count}</span>
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
          <Show
            when={found().length > 0}
            fallback={
              <p class="text-mute">
                {page.isError
                  ? "The tests could not be loaded."
                  : page.isSuccess
                    ? "No test matches."
                    : "Loading…"}
              </p>
            }
          >
            <ul class="divide-y divide-line rounded-card border border-line">
              <For each={found().slice(0, MOST_ROWS)}>
                {(one) => <CaseRow id={one.id} found={one} places={props.places} />}
              </For>
            </ul>
          </Show>
          <Show when={total() > MOST_ROWS}>
            <p class="text-small text-mute">{total() - MOST_ROWS} more. Filter to find one of them.</p>
          </Show>
        </div>
      </Show>
    </section>
  );
}
