import ArrowDown from "lucide-solid/icons/arrow-down";
import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import { VList, type VListHandle } from "virtua/solid";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { createDebounced } from "../../ui/debounce.ts";
import { followAfterScroll } from "../../ui/follow.ts";
import { saveFile } from "../../ui/save-file.ts";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { LogRow } from "./log-row.tsx";
import { findLines, logText } from "./log-search.ts";
import { LogToolbar } from "./log-toolbar.tsx";

const LINE_PX = 18;

/** The output of every command, live. It follows the end until the reader scrolls up. */
export function LogPane(props: { task: TaskModel; view: TaskView }) {
  const log = () => props.task.stream.journal().log;
  const lines = () => log().lines;
  const [handle, setHandle] = createSignal<VListHandle>();
  const [following, setFollowing] = createSignal(true);
  const [seen, setSeen] = createSignal(0);
  const [wrap, setWrap] = createSignal(true);
  const [typed, setTyped] = createSignal("");
  const wanted = createDebounced(typed, 150);
  const hits = createMemo(() => findLines(lines(), wanted()));
  const [at, setAt] = createSignal(0);
  const current = () => hits()[at() % Math.max(1, hits().length)];

  const total = () => log().dropped + lines().length;
  const toEnd = () => {
    setFollowing(true);
    handle()?.scrollToIndex(lines().length - 1, { align: "end" });
  };
  createEffect(
    on([total, handle], () => {
      if (!following()) return;
      setSeen(total());
      queueMicrotask(() => handle()?.scrollToIndex(lines().length - 1, { align: "end" }));
    }),
  );
  let lastOffsetPx = 0;
  const onScroll = (offset: number) => {
    const view = handle();
    if (!view) return;
    const leftPx = view.scrollSize - offset - view.viewportSize;
    setFollowing(followAfterScroll(following(), { offsetPx: offset, lastOffsetPx, leftPx }));
    lastOffsetPx = offset;
    if (following()) setSeen(total());
  };
  const jump = (by: number) => {
    const found = hits().length;
    if (found === 0) return;
    setAt((at() + by + found) % found);
    const target = current();
    if (target === undefined) return;
    setFollowing(false);
    handle()?.scrollToIndex(target, { align: "center" });
  };
  createEffect(
    on(wanted, () => {
      setAt(0);
      const first = hits()[0];
      if (first !== undefined) handle()?.scrollToIndex(first, { align: "center" });
    }),
  );
  const download = () =>
    saveFile(new Blob([logText(lines())], { type: "text/plain" }), `task-${props.task.id}.log`);

  return (
    <div class="relative flex h-full min-h-0 flex-col">
      <LogToolbar
        typed={typed()}
        onType={setTyped}
        found={wanted() ? { count: hits().length, at: at() } : null}
        onJump={jump}
        wrap={wrap()}
        onWrap={() => setWrap(!wrap())}
        onDownload={lines().length > 0 ? download : null}
      />
      <Show
        when={lines().length > 0}
        fallback={
          <p class="p-6 text-mute">
            {isOver(props.view.state) ? "This task wrote no output." : "Output appears here as commands run."}
          </p>
        }
      >
        <VList
          data={lines()}
          ref={setHandle}
          itemSize={LINE_PX}
          onScroll={onScroll}
          role="log"
          aria-live="off"
          aria-label="Log"
          tabIndex={0}
          class={`min-h-0 flex-1 py-2 font-mono text-log focus-visible:-outline-offset-2 ${wrap() ? "" : "overflow-x-auto!"}`}
        >
          {(line) => <LogRow line={line} wrap={wrap()} hit={lines()[current() ?? -1]?.id === line.id} />}
        </VList>
        <Show when={!following() && total() > seen()}>
          <button
            type="button"
            class="absolute bottom-4 left-1/2 flex h-8 max-md:h-11 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-small shadow-float"
            onClick={toEnd}
          >
            {(total() - seen()).toLocaleString("en")} new lines <ArrowDown size={13} aria-hidden="true" />
          </button>
        </Show>
      </Show>
    </div>
  );
}
