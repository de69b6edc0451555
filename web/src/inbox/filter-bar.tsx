import FolderGit from "lucide-solid/icons/folder-git-2";
import ListFilter from "lucide-solid/icons/list-filter";
import Search from "lucide-solid/icons/search";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, For, lazy, on, Show, Suspense } from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { IconButton } from "../ui/button.tsx";
import { createDebounced } from "../ui/debounce.ts";
import { FIELD_BOX } from "../ui/field.tsx";
import { filterHref, type InboxFilter, narrowedBy, VIEWS } from "./filters.ts";

// Together with its list: its field takes the focus as soon as it opens.
const RepoFilter = lazy(async () => {
  const [filter, { loadCombobox }] = await Promise.all([
    import("./repo-filter.tsx"),
    import("../ui/combobox.tsx"),
  ]);
  await loadCombobox();
  return filter;
});

const MoreFilters = lazy(() => import("./more-filters.tsx"));

/** The Worker is asked after a pause in typing of this length. */
const TYPING_MS = 200;

interface FilterBarProps {
  filter: InboxFilter;
  /** How many there are, where that is known: `12`, or `100+` while there are more to load. */
  counts: Partial<Record<InboxFilter["view"], string>>;
  /** The loaded ones, which offer what they can be told apart by. */
  tasks: readonly TaskSummary[];
  onChange: (change: Partial<InboxFilter>) => void;
}

/** Which tasks are shown: whose, of which repository, with which words. All of it is in the address. */
export const FilterBar = (props: FilterBarProps) => (
  <header class="flex h-11 shrink-0 items-center gap-4 border-b border-line px-4 max-md:h-auto max-md:flex-wrap max-md:gap-x-2 max-md:gap-y-0 max-md:px-2">
    <h1 class="font-strong max-md:sr-only">Tasks</h1>
    <nav aria-label="Views" class="flex min-w-0 gap-1 max-md:w-full">
      <For each={VIEWS}>
        {({ view, label }) => (
          <a
            href={filterHref({ ...props.filter, view })}
            aria-current={props.filter.view === view ? "page" : undefined}
            class="flex h-7 max-md:h-11 items-center gap-1.5 rounded-control px-2 max-md:px-2.5 text-mute hover:bg-hover hover:text-fg
              aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-fg"
          >
            {label}
            <Show when={props.counts[view]}>
              {(count) => <span class="text-small text-mute tabular">{count()}</span>}
            </Show>
          </a>
        )}
      </For>
    </nav>
    <div class="ml-auto flex min-w-0 items-center gap-2 max-md:w-full max-md:pb-2">
      <RepoChoice repo={props.filter.repo} onChoose={(repo) => props.onChange({ repo })} />
      <More filter={props.filter} tasks={props.tasks} onChange={props.onChange} />
      <SearchField q={props.filter.q} onChange={(q) => props.onChange({ q })} />
    </div>
  </header>
);

function More(props: Pick<FilterBarProps, "filter" | "tasks" | "onChange">) {
  const [open, setOpen] = createSignal(false);
  let anchor: HTMLButtonElement | undefined;
  const close = () => {
    setOpen(false);
    queueMicrotask(() => anchor?.focus());
  };
  const known = () => ({
    models: props.tasks.map(({ model }) => model),
    owners: [...new Map(props.tasks.map(({ owner }) => [owner.user_id, owner.login ?? "somebody"]))].map(
      ([id, name]) => ({ id, name }),
    ),
  });
  const count = () => narrowedBy(props.filter);
  return (
    <Show when={props.filter.view !== "drafts"}>
      <button
        ref={anchor}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open()}
        aria-label={count() > 0 ? `Filters, ${count()} in use` : "Filters"}
        class={`flex h-7 max-md:h-11 shrink-0 items-center gap-1.5 rounded-control border px-2 max-md:px-3 hover:bg-hover
          ${count() > 0 ? "border-accent text-fg" : "border-line-strong text-mute"}`}
        onPointerEnter={() => void MoreFilters.preload()}
        onClick={() => setOpen(!open())}
      >
        <ListFilter size={13} class="shrink-0" aria-hidden="true" />
        <span class="max-md:hidden">Filters</span>
        <Show when={count() > 0}>
          <span class="tabular">{count()}</span>
        </Show>
      </button>
      <Show when={open() && anchor}>
        {(button) => (
          <Suspense>
            <MoreFilters
              filter={props.filter}
              known={known()}
              anchor={button()}
              onChange={props.onChange}
              onClose={close}
            />
          </Suspense>
        )}
      </Show>
    </Show>
  );
}

function SearchField(props: { q: string; onChange: (q: string) => void }) {
  const [typed, setTyped] = createSignal(props.q);
  const settled = createDebounced(typed, TYPING_MS);
  createEffect(
    on(settled, (q) => {
      if (q !== props.q) props.onChange(q);
    }),
  );
  // The address was changed from outside this field: a link, or Back.
  createEffect(
    on(
      () => props.q,
      (q) => {
        if (q !== settled()) setTyped(q);
      },
      { defer: true },
    ),
  );
  return (
    <div class={`relative min-w-0 max-md:order-first max-md:flex-1 ${FIELD_BOX}`}>
      <Search
        size={13}
        class="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-mute"
        aria-hidden="true"
      />
      <input
        type="search"
        aria-label="Search tasks"
        aria-keyshortcuts="/"
        placeholder="Search"
        autocomplete="off"
        class="field-text block h-[26px] max-md:h-[42px] w-52 max-md:w-full bg-transparent pr-2 pl-8 outline-none"
        value={typed()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (typed() === "") event.currentTarget.blur();
          else setTyped("");
        }}
      />
    </div>
  );
}

function RepoChoice(props: { repo: string; onChoose: (repo: string) => void }) {
  const [open, setOpen] = createSignal(false);
  let anchor: HTMLButtonElement | undefined;
  const close = () => {
    setOpen(false);
    queueMicrotask(() => anchor?.focus());
  };
  return (
    <div class="flex min-w-0 items-center">
      <button
        ref={anchor}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open()}
        aria-label={props.repo ? `Repository: ${props.repo}` : "All repositories"}
        class={`flex h-7 max-md:h-11 min-w-0 items-center gap-1.5 rounded-control border px-2 max-md:px-3 hover:bg-hover
          ${props.repo ? "border-accent text-fg" : "border-line-strong text-mute"}`}
        onPointerEnter={() => void RepoFilter.preload()}
        onClick={() => setOpen(!open())}
      >
        <FolderGit size={13} class="shrink-0" aria-hidden="true" />
        <span class={`truncate ${props.repo ? "max-md:max-w-28" : "max-md:hidden"}`}>
          {props.repo || "All repositories"}
        </span>
      </button>
      <Show when={props.repo}>
        <IconButton
          label="All repositories"
          onClick={() => {
            props.onChoose("");
            anchor?.focus();
          }}
        >
          <X size={13} aria-hidden="true" />
        </IconButton>
      </Show>
      <Show when={open() && anchor}>
        {(button) => (
          <Suspense>
            <RepoFilter
              repo={props.repo}
              anchor={button()}
              onChoose={(repo) => {
                props.onChoose(repo);
                close();
              }}
              onClose={close}
            />
          </Suspense>
        )}
      </Show>
    </div>
  );
}
