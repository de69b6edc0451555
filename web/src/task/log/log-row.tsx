import { For, Match, Show, Switch } from "solid-js";
import { ansiSpans } from "./ansi.ts";
import type { LogLine } from "./buffer.ts";
import type { LogLook } from "./log-look.ts";
import type { LogView } from "./log-state.ts";
import { SectionHead } from "./section-head.tsx";

const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** One line of the log, with its number. A click on the number puts it into the address. */
export const LogRow = (props: { line: LogLine; log: LogView; look: LogLook }) => (
  <div
    class={`flex min-h-[18px] pr-4 ${rowLook(props.line)} ${props.log.isMarked(props.line) ? "bg-accent-soft" : ""}`}
  >
    <span
      data-line={props.line.id + 1}
      aria-hidden="true"
      class="sticky left-0 w-[52px] shrink-0 cursor-pointer pr-2 text-right text-mute tabular select-none hover:text-fg"
    >
      {props.line.id + 1}
    </span>
    <Show when={props.look.times()}>
      <time datetime={props.line.at} class="shrink-0 pr-3 text-mute tabular select-none">
        {time.format(new Date(props.line.at))}
      </time>
    </Show>
    <Show when={props.line.kind !== "step"} fallback={<SectionHead line={props.line} log={props.log} />}>
      <LineText line={props.line} wrap={props.look.wrap()} />
    </Show>
  </div>
);

/** The head of a section has a rule above it, except for the first. */
function rowLook(line: LogLine): string {
  if (line.kind !== "step") return "items-baseline";
  return line.id === 0 ? "items-center" : "mt-1.5 items-center border-t border-line pt-1";
}

const LineText = (props: { line: LogLine; wrap: boolean }) => (
  <div
    class={`min-w-0 flex-1 ${props.wrap ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"}`}
  >
    <Switch>
      <Match when={props.line.kind === "command"}>
        <span class="font-strong">
          <span class="text-accent">$ </span>
          {props.line.text}
        </span>
      </Match>
      <Match when={props.line.kind === "result"}>
        <span class={`font-sans text-small ${props.line.bad ? "text-bad" : "text-ok"}`}>
          {props.line.text}
        </span>
      </Match>
      <Match when={props.line.kind === "gap"}>
        <span class="font-sans text-small text-warn">{props.line.text}</span>
      </Match>
      <Match when={props.line.stream === "system"}>
        <span class="text-mute">{props.line.text}</span>
      </Match>
      <Match when={props.line.kind === "output"}>
        <For each={ansiSpans(props.line.text)}>{(span) => <span class={span.class}>{span.text}</span>}</For>
      </Match>
    </Switch>
  </div>
);
