import ChevronRight from "lucide-solid/icons/chevron-right";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import { createMemo, createSignal, Show } from "solid-js";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import { formatCount } from "../../ui/amounts.ts";
import { Keyed } from "../../ui/keyed.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { STEP_LABEL } from "../../ui/state-words.ts";
import { createNow, formatDuration } from "../../ui/time.ts";
import type { StepEntry, StepItem } from "./entries.ts";
import { Rail } from "./rail.tsx";
import { isWholeRun, StepItemRow, TOOL_WORD } from "./step-item.tsx";

/**
 * Items that are folded once the step has ended: reads, searches, notes. Edits, commands and results are always listed.
 */
const isQuiet = (item: StepItem): boolean =>
  (item.kind === "tool" && item.tool !== "run_tests") || item.kind === "text" || item.kind === "context";

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

function quietSummary(items: readonly StepItem[]): string {
  const tools = items.filter((item) => item.kind === "tool");
  const reads = tools.filter((item) => item.tool === "read").length;
  const searches = tools.filter((item) => item.tool === "grep" || item.tool === "glob").length;
  const others = tools.length - reads - searches;
  const notes = items.filter((item) => item.kind === "text").length;
  return [
    reads && count(reads, "file read", "files read"),
    searches && count(searches, "search", "searches"),
    others && count(others, "other call", "other calls"),
    notes && count(notes, "note", "notes"),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The current activity of a running step; null before its first item. */
function now(items: readonly StepItem[]): string | null {
  const last = items.at(-1);
  switch (last?.kind) {
    case "command":
      return last.ended ? "thinking" : (last.command.split("\n")[0] ?? null);
    case "tool":
      return `${TOOL_WORD[last.tool] ?? last.tool} ${last.target}`;
    case "edit":
      return `edited ${revealAll(last.path)}`;
    default:
      return null;
  }
}

/** One run of a step: what it is, how long it took, and what it did. */
export function StepRow(props: { entry: StepEntry }) {
  const [open, setOpen] = createSignal(false);
  const ended = () => props.entry.ended;
  const quiet = createMemo(() => props.entry.items.filter(isQuiet));
  const summary = () => quietSummary(quiet());
  const shown = createMemo(() =>
    ended() && !open() ? props.entry.items.filter((item) => !isQuiet(item)) : props.entry.items,
  );
  /** True when the suite's report is shown, in place of the output of its command. */
  const reported = () => props.entry.items.some((item) => item.kind === "tests" && isWholeRun(item));
  const label = () => {
    const words = STEP_LABEL[props.entry.step];
    const end = ended();
    if (!end) return words.running;
    if (end.interrupted) return words.running;
    return end.ok ? words.done : words.failed;
  };
  const icon = () => (
    <Show
      when={ended()}
      fallback={
        <span class="text-accent">
          <Spinner size={15} />
        </span>
      }
    >
      {(end) =>
        end().ok ? (
          <CircleCheck size={15} class="text-ok" aria-hidden="true" />
        ) : (
          <CircleX
            size={15}
            class={end().willRetry || end().interrupted ? "text-warn" : "text-bad"}
            aria-hidden="true"
          />
        )
      }
    </Show>
  );
  return (
    <Rail icon={icon()}>
      <p class="flex items-center gap-2">
        <span class="font-medium">{label()}</span>
        <Show when={props.entry.attempt > 1}>
          <span class="text-small text-mute">attempt {props.entry.attempt}</span>
        </Show>
        <Show when={ended()?.interrupted}>
          <span class="text-small text-mute">interrupted</span>
        </Show>
        <Show when={ended()?.willRetry}>
          <span class="text-small text-warn">tries again</span>
        </Show>
        <Show when={!ended() && now(props.entry.items)}>
          {(doing) => <span class="min-w-0 truncate text-small text-mute">{doing()}</span>}
        </Show>
        <span class="ml-auto shrink-0 text-small text-mute tabular">
          <Show when={!ended() && props.entry.tokens > 0}>{formatCount(props.entry.tokens)} tokens · </Show>
          <Show when={ended()} fallback={<Elapsed since={props.entry.at} />}>
            {(end) => formatDuration(end().durationMs)}
          </Show>
        </span>
      </p>
      <Show when={ended() && summary()}>
        <button
          type="button"
          aria-expanded={open()}
          class="flex items-center gap-1 text-small text-mute hover:text-fg max-md:min-h-6"
          onClick={() => setOpen(!open())}
        >
          <ChevronRight
            size={12}
            aria-hidden="true"
            class={`transition-transform duration-100 ${open() ? "rotate-90" : ""}`}
          />
          {summary()}
        </button>
      </Show>
      <Show when={shown().length > 0}>
        <ul class="mt-1 grid gap-1.5">
          <Keyed each={shown()} by={(item) => item.id}>
            {(item) => <StepItemRow item={item()} reported={reported()} />}
          </Keyed>
        </ul>
      </Show>
    </Rail>
  );
}

function Elapsed(props: { since: string }) {
  const now = createNow(1_000);
  return <>{formatDuration(now() - Date.parse(props.since))}</>;
}
