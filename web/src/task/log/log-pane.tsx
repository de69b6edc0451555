import ArrowDown from "lucide-solid/icons/arrow-down";
import { createSignal, onCleanup, Show } from "solid-js";
import { VList } from "virtua/solid";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { isTyping } from "../../ui/keys.ts";
import { saveFile } from "../../ui/save-file.ts";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { LogRow } from "./log-row.tsx";
import { logText } from "./log-search.ts";
import { createLogView } from "./log-state.ts";
import { LogToolbar } from "./log-toolbar.tsx";

const LINE_PX = 18;
const TIMES_KEY = "verne.log.times";

/**
 * The output of every command, live. It follows the end until the reader scrolls up or comes to a line that
 * the address names. Keys: f follow, n/N next and previous error, w wrap, t times.
 */
export function LogPane(props: { task: TaskModel; view: TaskView }) {
  const log = createLogView(props.task);
  const [wrap, setWrap] = createSignal(true);
  const [times, setTimes] = createSignal(localStorage.getItem(TIMES_KEY) === "on");
  const toggleTimes = () => {
    setTimes(!times());
    localStorage.setItem(TIMES_KEY, times() ? "on" : "off");
  };
  const download = () =>
    saveFile(new Blob([logText(log.all())], { type: "text/plain" }), `task-${props.task.id}.log`);
  const KEYS: Record<string, () => void> = {
    f: log.toEnd,
    n: () => log.jumpToProblem(1),
    N: () => log.jumpToProblem(-1),
    w: () => setWrap(!wrap()),
    t: toggleTimes,
  };
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event) || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]?.();
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));
  const onClick = (event: MouseEvent) => {
    const { target } = event;
    const number = target instanceof HTMLElement ? target.dataset.line : undefined;
    if (number !== undefined) log.pick(Number(number), event.shiftKey);
  };

  return (
    <div class="relative flex h-full min-h-0 flex-col">
      <LogToolbar
        typed={log.typed()}
        onType={log.setTyped}
        found={log.found()}
        onJump={log.jump}
        onlyErrors={log.onlyErrors()}
        onOnlyErrors={() => log.setOnlyErrors(!log.onlyErrors())}
        times={times()}
        onTimes={toggleTimes}
        wrap={wrap()}
        onWrap={() => setWrap(!wrap())}
        onDownload={log.all().length > 0 ? download : null}
      />
      <Show
        when={log.lines().length > 0}
        fallback={<p class="p-6 text-mute">{emptyText(props.view, log.onlyErrors())}</p>}
      >
        <VList
          data={log.lines()}
          ref={log.setHandle}
          itemSize={LINE_PX}
          onScroll={log.onScroll}
          onClick={onClick}
          role="log"
          aria-live="off"
          aria-label="Log"
          tabIndex={0}
          class={`min-h-0 flex-1 py-2 font-mono text-log focus-visible:-outline-offset-2 ${wrap() ? "" : "overflow-x-auto!"}`}
        >
          {(line) => <LogRow line={line} wrap={wrap()} time={times()} marked={log.isMarked(line.id)} />}
        </VList>
        <Show when={log.unseen() > 0}>
          <button
            type="button"
            class="absolute bottom-4 left-1/2 flex h-8 max-md:h-11 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-small shadow-float"
            onClick={log.toEnd}
          >
            {log.unseen().toLocaleString("en")} new lines <ArrowDown size={13} aria-hidden="true" />
          </button>
        </Show>
      </Show>
    </div>
  );
}

function emptyText(view: TaskView, onlyErrors: boolean): string {
  if (onlyErrors) return "No line reads like an error.";
  return isOver(view.state) ? "This task wrote no output." : "Output appears here as commands run.";
}
