import { createMemo, Show } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { createNow, formatClock } from "../ui/time.ts";
import { skipBaseline } from "./commands/stop.ts";
import { plainText } from "./log/ansi.ts";
import type { TaskModel } from "./model.ts";

/** Shown after this time, or at once when the edits wait for it. */
const SHOW_AFTER_MS = 20_000;
/** Older output is not about the current command. */
const LINES_BACK = 200;

/** What the task waits for while tests run before the edits, and the way on without them. */
export function BaselineBar(props: { task: TaskModel; view: TaskView }) {
  const now = createNow(1_000);
  const runsMs = () => {
    const since = props.view.baseline_since;
    return since === null ? null : Math.max(0, now() - Date.parse(since));
  };
  const shown = () => {
    const ms = runsMs();
    const waited = ms !== null && (props.view.state === "applying" || ms >= SHOW_AFTER_MS);
    return waited ? formatClock(ms) : null;
  };
  const lastOutput = createMemo(() => {
    const line = props.task.stream
      .journal()
      .log.lines.slice(-LINES_BACK)
      .findLast(
        ({ kind, step, text }) =>
          kind === "output" && (step === "baseline" || step === "apply") && text.trim() !== "",
      );
    return line ? plainText(line.text).trim() : null;
  });
  return (
    <Show when={shown()}>
      {(clock) => (
        <section
          aria-label="Tests before the edits"
          class="flex min-h-9 items-center gap-2 border-b border-line bg-surface px-4 py-1 text-small max-md:flex-wrap"
        >
          <span class="shrink-0 text-accent">
            <Spinner size={13} />
          </span>
          <span class="shrink-0">
            Baseline tests running for <span class="tabular">{clock()}</span>
          </span>
          <span class="min-w-0 flex-1 truncate text-mute max-md:order-last max-md:basis-full">
            <Show when={lastOutput()} fallback="no output yet">
              {(line) => (
                <>
                  last output <span class="font-mono">{line()}</span>
                </>
              )}
            </Show>
          </span>
          <Show when={props.task.allows("skip_baseline")}>
            <Button
              variant="quiet"
              class="-my-1 ml-auto h-7! px-2 max-md:h-11!"
              busy={props.task.commands.pending() === "skip_baseline"}
              disabled={!props.task.may("skip_baseline")}
              title="Go on without them. Nothing will be compared with, so the result is never a pass."
              onClick={() => void skipBaseline(props.task)}
            >
              Skip them…
            </Button>
          </Show>
        </section>
      )}
    </Show>
  );
}
