import { For, Match, Switch } from "solid-js";
import { ansiSpans } from "./ansi.ts";
import type { LogLine } from "./buffer.ts";

/** One line of the log. */
export const LogRow = (props: { line: LogLine; wrap: boolean; hit: boolean }) => (
  <div
    class={`min-h-[18px] px-4 ${props.wrap ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"} ${
      props.hit ? "bg-accent-soft" : ""
    }`}
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
);
