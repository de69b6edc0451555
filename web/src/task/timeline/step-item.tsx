import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { DiffStat } from "../../ui/diff-stat.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { formatDuration } from "../../ui/time.ts";
import { plainText } from "../log/ansi.ts";
import type { Pane } from "../panes.ts";
import { FILE_SIGN } from "../plan/plan-steps.tsx";
import { summarizeReport } from "../tests/verdict.ts";
import type { CommandItem, EditItem, StepItem, ToolItem } from "./entries.ts";
import { patchLines } from "./patch-lines.ts";

const TAIL_LINES = 3;

/** `item` when it is of `kind`. Lets a `<Match>` narrow the union. */
const as = <K extends StepItem["kind"]>(item: StepItem, kind: K): Extract<StepItem, { kind: K }> | false =>
  // The comparison proves what TypeScript cannot follow through the generic parameter.
  item.kind === kind ? (item as Extract<StepItem, { kind: K }>) : false;

/** One thing that a step did. */
export const StepItemRow = (props: { item: StepItem; reported: boolean; onPane: (pane: Pane) => void }) => (
  <li class="min-w-0">
    <Switch>
      <Match when={as(props.item, "command")}>
        {(item) => <Command item={item()} reported={props.reported} onPane={props.onPane} />}
      </Match>
      <Match when={as(props.item, "edit")}>{(item) => <Edit item={item()} />}</Match>
      <Match when={as(props.item, "tool")}>{(item) => <Tool item={item()} />}</Match>
      <Match when={as(props.item, "text")}>
        {(item) => (
          <div class="text-mute">
            <Markdown text={item().text} />
          </div>
        )}
      </Match>
      <Match when={as(props.item, "context")}>
        {(item) => (
          <p class="text-small text-mute">
            {item().files.toLocaleString("en")} files ·{" "}
            {item()
              .languages.slice(0, 3)
              .map((language) => language.name)
              .join(", ")}{" "}
            · {item().testCommand ? `tests: ${item().testCommand}` : "no test command found"}
          </p>
        )}
      </Match>
      <Match when={as(props.item, "tests")}>
        {(item) => (
          <button
            type="button"
            class="text-left text-small text-mute hover:text-fg hover:underline"
            onClick={() => props.onPane("tests")}
          >
            {summarizeReport(item().report)}
          </button>
        )}
      </Match>
    </Switch>
  </li>
);

const lastLines = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-TAIL_LINES)
    .join("\n");

function Command(props: { item: CommandItem; reported: boolean; onPane: (pane: Pane) => void }) {
  const ended = () => props.item.ended;
  const failed = () => {
    const end = ended();
    return end !== null && (end.timedOut || end.exitCode !== 0);
  };
  const tail = () => lastLines(plainText(props.item.tail));
  const how = () => {
    const end = ended();
    if (!end) return "running";
    const result = end.timedOut ? "timed out" : end.exitCode === null ? "killed" : `exit ${end.exitCode}`;
    return `${result} · ${formatDuration(end.durationMs)}`;
  };
  return (
    <div class="rounded-control border border-line bg-surface">
      <button
        type="button"
        class="flex w-full items-baseline gap-2 px-2 py-1 text-left font-mono text-code"
        title="Show in the log"
        onClick={() => props.onPane("log")}
      >
        <span class="text-mute" aria-hidden="true">
          $
        </span>
        <span class="min-w-0 flex-1 truncate">{props.item.command.split("\n")[0]}</span>
        <span class={`shrink-0 font-sans text-small ${failed() ? "text-bad" : "text-mute"}`}>{how()}</span>
      </button>
      <Show when={tail() && (!ended() || (failed() && !props.reported))}>
        <pre class="overflow-hidden border-t border-line px-2 py-0.5 font-mono text-log text-ellipsis whitespace-pre text-mute">
          {tail()}
        </pre>
      </Show>
    </div>
  );
}

function Edit(props: { item: EditItem }) {
  const [open, setOpen] = createSignal(false);
  const sign = () => FILE_SIGN[props.item.action];
  const lines = () => patchLines(props.item.patch);
  return (
    <div class="rounded-control border border-line">
      <button
        type="button"
        aria-expanded={open()}
        disabled={lines().length === 0}
        class="flex w-full items-center gap-1.5 px-2 py-1 text-left font-mono text-code"
        onClick={() => setOpen(!open())}
      >
        <Dynamic component={sign().icon} size={13} class={`shrink-0 ${sign().colour}`} aria-hidden="true" />
        <span class="sr-only">{sign().word}</span>
        <span class="min-w-0 flex-1 truncate">{props.item.path}</span>
        <span class="font-sans text-small">
          <DiffStat additions={props.item.additions} deletions={props.item.deletions} />
        </span>
        <Show when={lines().length > 0}>
          <ChevronRight
            size={12}
            aria-hidden="true"
            class={`shrink-0 text-mute transition-transform duration-100 ${open() ? "rotate-90" : ""}`}
          />
        </Show>
      </button>
      <Show when={open()}>
        <pre class="overflow-hidden border-t border-line py-1 font-mono text-log">
          <For each={lines()}>
            {(line) => (
              <div
                class={`px-2 whitespace-pre-wrap ${
                  line.kind === "add" ? "bg-add" : line.kind === "del" ? "bg-del" : "text-mute"
                }`}
              >
                {line.text}
              </div>
            )}
          </For>
        </pre>
      </Show>
    </div>
  );
}

const TOOL_WORD: Record<string, string> = { read: "Read", grep: "Searched", glob: "Listed" };

const Tool = (props: { item: ToolItem }) => (
  <p class={`flex items-baseline gap-1.5 text-small ${props.item.ok ? "text-mute" : "text-bad"}`}>
    <span class="shrink-0">{TOOL_WORD[props.item.tool] ?? props.item.tool}</span>
    <span class="min-w-0 truncate font-mono">{props.item.target}</span>
    <Show when={!props.item.ok && props.item.detail}>
      <span class="min-w-0 truncate">{props.item.detail}</span>
    </Show>
  </p>
);
