import { For } from "solid-js";
import { plainText } from "./log/ansi.ts";
import type { LogLine } from "./log/buffer.ts";

/** The end of the log as plain lines. */
export default function FailedLines(props: { lines: readonly LogLine[] }) {
  return (
    <pre class="mt-1.5 rounded-control border border-line bg-bg p-2 font-mono text-log whitespace-pre-wrap text-fg [overflow-wrap:anywhere]">
      <For each={props.lines}>
        {(line) => `${line.kind === "command" ? "$ " : ""}${plainText(line.text)}\n`}
      </For>
    </pre>
  );
}
