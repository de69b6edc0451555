import ArrowDown from "lucide-solid/icons/arrow-down";
import { onCleanup, Show } from "solid-js";
import { VList } from "virtua/solid";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { isTyping } from "../../ui/keys.ts";
import { FailureNotice } from "../../ui/notice.tsx";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { createLogLook, type LogLook } from "./log-look.ts";
import { LogRow } from "./log-row.tsx";
import { createLogView, type LogView } from "./log-state.ts";
import { LogToolbar } from "./log-toolbar.tsx";

const LINE_PX = 18;

/** The keys of the pane. The first ⌘F opens its search, which sees every line; the second one is the browser's. */
function createKeys(log: LogView, look: LogLook, search: () => HTMLInputElement | undefined): void {
  const keys: Record<string, () => void> = {
    f: log.follow.toEnd,
    n: () => log.place.jumpToProblem(1),
    N: () => log.place.jumpToProblem(-1),
    w: look.toggleWrap,
    t: look.toggleTimes,
  };
  const onKey = (event: KeyboardEvent) => {
    const field = search();
    if (event.key === "f" && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey) {
      if (!field || document.activeElement === field) return;
      event.preventDefault();
      field.select();
      return;
    }
    if (isTyping(event) || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]?.();
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));
}

/**
 * The output of every command, live, in the sections of its steps. It follows the end until the reader scrolls up or
 * the address names a line. Keys: f follow, n/N next and previous error, w wrap, t times.
 */
export function LogPane(props: { task: TaskModel; view: TaskView }) {
  const log = createLogView(props.task, () => props.view);
  const look = createLogLook();
  let search: HTMLInputElement | undefined;
  let pane: HTMLDivElement | undefined;
  createKeys(log, look, () => search);
  return (
    <div ref={pane} class="relative flex h-full min-h-0 flex-col">
      <LogToolbar
        log={log}
        look={look}
        taskId={props.task.id}
        ref={(field) => {
          search = field;
        }}
        onLeave={() => pane?.querySelector<HTMLElement>("[role=log]")?.focus()}
      />
      <Earlier log={log} />
      <Show
        when={log.lines().length > 0}
        fallback={<p class="p-6 text-mute">{emptyText(props.view, log.onlyErrors())}</p>}
      >
        <Lines log={log} look={look} />
        <Show when={log.follow.unseen() > 0}>
          <button
            type="button"
            class="absolute bottom-4 left-1/2 flex h-8 max-md:h-11 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-small shadow-float tabular"
            onClick={log.follow.toEnd}
          >
            {countOf(log.follow.unseen(), "new line")} <ArrowDown size={13} aria-hidden="true" />
          </button>
        </Show>
      </Show>
    </div>
  );
}

function Lines(props: { log: LogView; look: LogLook }) {
  const onClick = (event: MouseEvent) => {
    const { target } = event;
    const number = target instanceof HTMLElement ? target.dataset.line : undefined;
    if (number !== undefined) props.log.place.pick(Number(number), event.shiftKey);
  };
  return (
    <VList
      data={props.log.lines()}
      shift={props.log.rows().prepended}
      ref={props.log.setHandle}
      itemSize={LINE_PX}
      onScroll={props.log.follow.onScroll}
      onClick={onClick}
      role="log"
      aria-live="off"
      aria-label="Log"
      tabIndex={0}
      class={`min-h-0 flex-1 py-2 font-mono text-log focus-visible:-outline-offset-2 ${props.look.wrap() ? "" : "overflow-x-auto!"}`}
    >
      {(line) => <LogRow line={line} log={props.log} look={props.look} />}
    </VList>
  );
}

/** Bar above the log: how many earlier lines are not loaded, with a button that loads them. */
const Earlier = (props: { log: LogView }) => (
  <Show when={props.log.earlier.count() > 0}>
    <Show
      when={props.log.earlier.failure()}
      fallback={
        <div class="flex shrink-0 items-center gap-3 border-b border-line bg-surface py-1 pr-2 pl-4 text-small text-mute">
          <span class="mr-auto tabular">{countOf(props.log.earlier.count(), "earlier line")} not loaded</span>
          <Button variant="quiet" busy={props.log.earlier.busy()} onClick={props.log.earlier.more}>
            Load earlier
          </Button>
        </div>
      }
    >
      {(failure) => (
        <div class="border-b border-line p-2">
          <FailureNotice
            what="Earlier lines could not be loaded."
            failure={failure()}
            onRetry={props.log.earlier.more}
          />
        </div>
      )}
    </Show>
  </Show>
);

const countOf = (count: number, thing: string): string =>
  `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;

function emptyText(view: TaskView, onlyErrors: boolean): string {
  if (onlyErrors) return "No line reads like an error.";
  return isOver(view.state) ? "This task wrote no output." : "Output appears here as commands run.";
}
