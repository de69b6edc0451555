import { useNavigate } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  lazy,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
} from "solid-js";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { createNow } from "../ui/time.ts";
import { createInboxKeys, focusedRow, focusRow } from "./inbox-keys.ts";
import { ListSection, type MenuPlace } from "./list-section.tsx";
import { arrange, neighbour, type Row } from "./rows.ts";
import { createSelection } from "./selection.ts";
import { createStableList } from "./stable-list.ts";

const RowMenu = lazy(() => import("./row-menu.tsx"));
const BulkBar = lazy(() => import("./bulk-bar.tsx"));
const ApproveDialog = lazy(() => import("./approve-dialog.tsx"));
const commands = () => import("./commands.ts");

const waitingWords = (added: number, moved: number): string =>
  [added > 0 ? `${added} new` : "", moved > 0 ? `${moved} moved` : ""].filter(Boolean).join(", ");

interface TaskListViewProps {
  rows: readonly Row[];
  /** Rows that the user has just archived or deleted: hidden, but kept until the Worker has confirmed it. */
  leaves: (id: string) => boolean;
  /** Another key is another list. */
  listKey: string;
  /** True: rows name their owner. */
  team: boolean;
  /** True: older tasks are unfolded, because the reader looks for something. */
  narrowed: boolean;
  /** True while older tasks are loaded: the reader asked for them, so they are shown at once. */
  growing: boolean;
  /** Below the last section. */
  footer: JSX.Element;
}

/** The sections with their rows: keys, selection, menus, and a list that never moves under the pointer. */
export function TaskListView(props: TaskListViewProps) {
  const navigate = useNavigate();
  const now = createNow(30_000);
  const byId = createMemo(() => new Map(props.rows.map((row) => [row.id, row])));
  const fresh = createMemo(() => arrange(props.rows, now()));
  const held = createStableList(fresh, () => props.listKey);
  const shown = createMemo(() =>
    held
      .shown()
      .map(({ id, ids }) => ({ id, ids: ids.filter((rowId) => !props.leaves(rowId)) }))
      .filter(({ ids }) => ids.length > 0),
  );
  const order = createMemo(() => shown().flatMap((section) => section.ids));
  const selection = createSelection(() => order().filter((id) => byId().get(id)?.task));
  const selected = createMemo(() =>
    selection.ids().flatMap((id) => {
      const row = byId().get(id);
      return row?.task ? [row.task] : [];
    }),
  );
  const [menu, setMenu] = createSignal<{ row: Row; place: MenuPlace } | null>(null);
  const [approving, setApproving] = createSignal<TaskSummary | null>(null);
  const [unfolded, setUnfolded] = createSignal<boolean | null>(null);
  const folded = () => !(unfolded() ?? props.narrowed);
  let list: HTMLDivElement | undefined;

  keepFocus(order);
  // A row that the user removed and restored (Undo) is shown at once instead of counted as new.
  const movedIds = new Set<string>();
  createEffect(() => {
    const here = new Set(order());
    for (const { id } of props.rows) {
      if (props.leaves(id)) movedIds.add(id);
      else if (movedIds.delete(id) && !here.has(id)) held.accept();
    }
  });
  createEffect(
    on(
      () => props.growing,
      (growing, before) => before && !growing && held.accept(),
    ),
  );

  const act = async (name: "archive" | "stop", tasks: readonly TaskSummary[]) => {
    const { archiveTasks, stopTasks } = await commands();
    selection.clear();
    if (name === "stop") await stopTasks(tasks);
    else
      await archiveTasks(
        tasks,
        tasks.some((task) => task.archived_at === null),
      );
  };
  const openMenu = (row: Row, place: MenuPlace) => setMenu({ row, place });
  createInboxKeys({
    rows: byId,
    selection,
    openMenu,
    archive: (tasks) => void act("archive", tasks),
    stop: (tasks) => void act("stop", tasks),
    approve: setApproving,
  });
  const closeMenu = () => {
    const id = menu()?.row.id;
    setMenu(null);
    // An item may have opened a dialog, which takes the focus for itself.
    queueMicrotask(() => id && !approving() && focusRow(id));
  };
  const rowUnder = (event: Event): Row | undefined => {
    const line = event.target instanceof Element ? event.target.closest("li") : null;
    return byId().get(line?.querySelector<HTMLElement>("[data-row]")?.dataset.row ?? "");
  };
  onMount(() => {
    const onContextMenu = (event: MouseEvent) => {
      const row = rowUnder(event);
      if (!row) return;
      event.preventDefault();
      openMenu(row, { x: event.clientX, y: event.clientY });
    };
    const onClick = (event: MouseEvent) => {
      const task = event.shiftKey ? rowUnder(event)?.task : undefined;
      if (!task || event.defaultPrevented) return;
      // Else the browser opens the task in another window.
      event.preventDefault();
      selection.extend(task.task_id, focusedRow() ?? undefined);
    };
    list?.addEventListener("contextmenu", onContextMenu);
    list?.addEventListener("click", onClick);
    onCleanup(() => {
      list?.removeEventListener("contextmenu", onContextMenu);
      list?.removeEventListener("click", onClick);
    });
  });

  return (
    // Includes the pill of new rows, which may appear under the pointer.
    <div
      class="relative min-h-0 flex-1"
      onPointerEnter={(event) => {
        held.onPointer(event);
        void RowMenu.preload();
      }}
      onPointerLeave={held.onPointer}
    >
      <div ref={list} class="h-full overflow-y-auto pb-20" onScroll={held.onScroll}>
        <For each={shown().map((section) => section.id)}>
          {(id) => (
            <ListSection
              id={id}
              rows={shown()
                .flatMap((section) => (section.id === id ? section.ids : []))
                .flatMap((rowId) => byId().get(rowId) ?? [])}
              now={now()}
              team={props.team}
              selection={selection}
              folded={id === "older" ? folded() : undefined}
              onFold={() => setUnfolded(folded())}
              onMenu={openMenu}
            />
          )}
        </For>
        {props.footer}
      </div>
      <div role="status" class="pointer-events-none absolute inset-x-0 top-10 z-20 flex justify-center">
        <Show when={waitingWords(held.added(), held.moved())}>
          {(words) => (
            <button
              type="button"
              class="pointer-events-auto h-7 max-md:h-11 rounded-full bg-accent px-3 text-small font-medium text-on-accent shadow-float hover:bg-accent-hover animate-float-in"
              onClick={() => {
                held.accept();
                list?.scrollTo({ top: 0 });
              }}
            >
              {words()}
            </button>
          )}
        </Show>
      </div>
      <Suspense>
        <Show when={selected().length > 0}>
          <BulkBar
            tasks={selected()}
            onArchive={() => void act("archive", selected())}
            onStop={() => void act("stop", selected())}
            onClear={() => selection.clear()}
          />
        </Show>
        <Show when={menu()}>
          {(open) => (
            <RowMenu
              row={open().row}
              place={open().place}
              onOpen={() => {
                const { row } = open();
                navigate(row.task ? `/t/${row.id}` : `/new?draft=${row.id}`);
              }}
              onSelect={() => selection.toggle(open().row.id)}
              onApprove={() => setApproving(open().row.task ?? null)}
              onClose={closeMenu}
            />
          )}
        </Show>
        <Show when={approving()}>
          {(task) => (
            <ApproveDialog
              task={task()}
              onClose={() => {
                const id = task().task_id;
                setApproving(null);
                queueMicrotask(() => focusRow(id));
              }}
            />
          )}
        </Show>
      </Suspense>
    </div>
  );
}

/**
 * Keeps the focus on its row when rows are moved in the document, which would remove it; if the row is gone, the next
 * one is focused.
 */
function keepFocus(order: () => readonly string[]): void {
  let focused: string | null = null;
  const before = createMemo(() => {
    order();
    // Read in a memo, which runs before the document changes.
    focused = focusedRow();
    return order();
  });
  createEffect(
    on(before, (after, earlier) => {
      if (focused === null || document.activeElement !== document.body) return;
      const id = neighbour(focused, earlier ?? [], after);
      if (id)
        document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    }),
  );
}
