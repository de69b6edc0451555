import { For, Match, Show, Switch } from "solid-js";
import { ansiSpans } from "./ansi.ts";
import type { LogLine } from "./buffer.ts";

const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** One line of the log, with its number. A click on the number puts it into the address. */
export const LogRow = (props: { line: LogLine; wrap: boolean; time: boolean; marked: boolean }) => (
  <div class={`flex min-h-[18px] items-baseline pr-4 ${props.marked ? "bg-accent-soft" : ""}`}>
    <span
      data-line={props.line.id + 1}
      aria-hidden="true"
      class="sticky left-0 w-12 shrink-0 cursor-pointer pr-3 text-right text-mute tabular select-none hover:text-fg"
    >
      {props.line.id + 1}
    </span>
    <Show when={props.time}>
      <time datetime={props.line.at} class="shrink-0 pr-3 text-mute tabular select-none">
        {time.format(new Date(props.line.at))}
      </time>
    </Show>
    <div
      class={`min-w-0 flex-1 ${props.wrap ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"}`}
    >
      <Switch>
        <Match when={props.line.kind === "step"}>
          <span class="mt-2 block border-t border-line pt-2 font-sans text-small font-medium text-mute">
            {props.line.text}
          </span>
        </Match>
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
  </div>
);
