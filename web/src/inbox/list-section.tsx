import ChevronRight from "lucide-solid/icons/chevron-right";
import Ellipsis from "lucide-solid/icons/ellipsis";
import { type Accessor, Show } from "solid-js";
import { IconButton } from "../ui/button.tsx";
import { Keyed } from "../ui/keyed.tsx";
import { DraftRow, draftTitle } from "./draft-row.tsx";
import type { Row } from "./rows.ts";
import { SECTION_TITLE, type SectionId } from "./sections.ts";
import type { Selection } from "./selection.ts";
import { TaskRow } from "./task-row.tsx";

/** Where a row's menu opens: under the pointer, or at the row's button. */
export interface MenuPlace {
  x: number;
  y: number;
}

interface ListSectionProps {
  id: SectionId;
  rows: readonly Row[];
  now: number;
  /** True: each row names its owner. */
  team: boolean;
  selection: Selection;
  /** Undefined for a section that does not fold. */
  folded?: boolean;
  onFold: () => void;
  onMenu: (row: Row, place: MenuPlace) => void;
}

const HEADING = "sticky top-0 z-10 border-b border-line bg-surface text-small font-medium";

/** Rows under a sticky heading. */
export function ListSection(props: ListSectionProps) {
  const words = () => (
    <>
      {SECTION_TITLE[props.id]} <span class="text-mute tabular">{props.rows.length}</span>
    </>
  );
  return (
    <section aria-labelledby={`section-${props.id}`}>
      <h2 id={`section-${props.id}`} class={HEADING}>
        <Show
          when={props.folded !== undefined}
          fallback={<span class="flex h-8 items-center gap-2 px-4">{words()}</span>}
        >
          <button
            type="button"
            aria-expanded={!props.folded}
            class="flex h-8 max-md:h-11 w-full items-center gap-2 px-4 hover:bg-hover focus-visible:-outline-offset-2"
            onClick={() => props.onFold()}
          >
            {words()}
            <ChevronRight
              size={13}
              class={`text-mute ${props.folded ? "" : "rotate-90"}`}
              aria-hidden="true"
            />
          </button>
        </Show>
      </h2>
      <Show when={!props.folded}>
        <ul class="divide-y divide-line border-b border-line">
          <Keyed each={props.rows} by={(row) => row.id}>
            {(row) => <Line row={row} {...pick(props)} />}
          </Keyed>
        </ul>
      </Show>
    </section>
  );
}

/** The props that a row reads, as getters so that they stay reactive. */
const pick = (props: ListSectionProps) => ({
  get now() {
    return props.now;
  },
  get team() {
    return props.team;
  },
  selection: props.selection,
  onMenu: (row: Row, place: MenuPlace) => props.onMenu(row, place),
});

interface LineProps extends Pick<ListSectionProps, "now" | "team" | "selection" | "onMenu"> {
  row: Accessor<Row>;
}

// `content-visibility`: rows outside the viewport are not painted, but can be found and focused.
const LINE =
  "group relative flex items-stretch hover:bg-hover [content-visibility:auto] " +
  "has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent " +
  "[contain-intrinsic-size:auto_36px] max-md:[contain-intrinsic-size:auto_56px]";

/** Hides the icon and not the button, which must stay focusable. (`opacity` would make a layer for each.) */
const ON_HOVER = "md:[&>svg]:invisible md:group-hover:[&>svg]:visible md:focus-visible:[&>svg]:visible";

function Line(props: LineProps) {
  const title = () => {
    const row = props.row();
    return row.task ? row.task.title : draftTitle(row.draft);
  };
  const selected = () => props.selection.has(props.row().id);
  const selecting = () => props.selection.ids().length > 0;
  return (
    <li class={`${LINE} ${selected() ? "bg-accent-soft" : ""}`}>
      <Show when={props.row().task} fallback={<span class="w-8 max-md:hidden" />}>
        <SelectBox
          title={title()}
          selected={selected()}
          selecting={selecting()}
          onToggle={() => props.selection.toggle(props.row().id)}
          onExtend={() => props.selection.extend(props.row().id)}
        />
      </Show>
      <div class={`flex min-w-0 flex-1 ${selecting() && props.row().task ? "" : "max-md:pl-4"}`}>
        <Show when={props.row().task}>
          {(task) => <TaskRow task={task()} now={props.now} owner={props.team} />}
        </Show>
        <Show when={props.row().draft}>{(draft) => <DraftRow draft={draft()} now={props.now} />}</Show>
      </div>
      <IconButton
        label={`Actions for ${title()}`}
        title="Actions (.)"
        aria-haspopup="menu"
        class={`absolute top-1 right-2.5 max-md:top-1.5 max-md:right-0.5 ${ON_HOVER}`}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          props.onMenu(props.row(), { x: box.right, y: box.bottom });
        }}
      >
        <Ellipsis size={15} aria-hidden="true" />
      </IconButton>
    </li>
  );
}

/** A checkbox with a large hit area; on a phone it is shown once something is selected. */
const SelectBox = (props: {
  title: string;
  selected: boolean;
  selecting: boolean;
  onToggle: () => void;
  onExtend: () => void;
}) => (
  <span
    class={`relative grid w-8 shrink-0 place-items-center max-md:w-11 ${props.selecting ? "" : "max-md:hidden"}`}
  >
    <input
      type="checkbox"
      class="peer absolute inset-0 size-full cursor-pointer appearance-none focus-visible:-outline-offset-4"
      checked={props.selected}
      aria-label={`Select ${props.title}`}
      onClick={(event) => {
        // The list owns what is selected: the box shows it, and shift selects the rows between.
        event.preventDefault();
        if (event.shiftKey) props.onExtend();
        else props.onToggle();
      }}
    />
    <svg
      viewBox="0 0 14 14"
      class={`pointer-events-none size-3.5 rounded-[4px] border ${
        props.selected
          ? "border-accent bg-accent text-on-accent"
          : "border-line-strong bg-raised text-transparent"
      } ${props.selecting ? "" : "md:invisible md:group-hover:visible md:peer-focus-visible:visible"}`}
      aria-hidden="true"
    >
      <path d="M3.5 7.2 6 9.7l4.5-5" fill="none" stroke="currentColor" stroke-width="1.8" />
    </svg>
  </span>
);
