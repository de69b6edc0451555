import { createMemo, createSignal, Show } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { plainText } from "../log/ansi.ts";
import { readsLikeProblem } from "../log/log-search.ts";
import { firstError } from "./failure.ts";

/** Lines shown before the first error, for its context. */
const LINES_BEFORE = 2;

/** Output of a command, opened at its first error. */
export function Excerpt(props: { text: string; label: string }) {
  const [whole, setWhole] = createSignal(false);
  const lines = createMemo(() => plainText(props.text).replace(/\n+$/, "").split("\n"));
  const error = createMemo(() => firstError(lines()));
  const found = () => readsLikeProblem(lines()[error()] ?? "");
  const from = () => (whole() ? 0 : Math.max(0, error() - LINES_BEFORE));
  const part = (start: number, end?: number) => lines().slice(start, end).join("\n");
  return (
    <div class="mt-1.5 rounded-control bg-surface">
      <Show when={from() > 0}>
        <Button variant="quiet" class="h-7! max-md:h-11! px-2.5 text-small" onClick={() => setWhole(true)}>
          Show {from()} earlier {from() === 1 ? "line" : "lines"}
        </Button>
      </Show>
      <ScrollRegion label={props.label} class="max-h-80 px-2.5 py-2">
        <pre class="font-mono text-log whitespace-pre-wrap [overflow-wrap:anywhere]">
          <Show when={error() > from()}>{`${part(from(), error())}\n`}</Show>
          <span class={found() ? "text-bad" : ""}>{lines()[error()]}</span>
          <Show when={error() + 1 < lines().length}>{`\n${part(error() + 1)}`}</Show>
        </pre>
      </ScrollRegion>
    </div>
  );
}
