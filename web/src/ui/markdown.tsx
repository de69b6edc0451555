import { createSignal, onMount, Show } from "solid-js";
import type { MarkdownForm, renderMarkdown } from "./markdown-render.ts";

const [render, setRender] = createSignal<typeof renderMarkdown | null>(null);
let asked = false;

/** Parser and sanitiser come with the first text that needs them. */
function load(): void {
  if (asked) return;
  asked = true;
  import("./markdown-render.ts").then(
    (module) => setRender(() => module.renderMarkdown),
    () => {
      asked = false; // shown as plain text; the next text retries
    },
  );
}

/** Markdown of the agent or of a person: shown as plain text until the parser is loaded. */
export function Markdown(props: { text: string } & Omit<MarkdownForm, "inline">) {
  onMount(load);
  return (
    <Show
      when={render()}
      fallback={<div class="whitespace-pre-wrap [overflow-wrap:anywhere]">{props.text}</div>}
    >
      {(format) => (
        // Sanitised by DOMPurify in markdown-render.ts, the only maker of this HTML.
        <div class="prose-agent" innerHTML={format()(props.text, { lines: props.lines })} />
      )}
    </Show>
  );
}

/** Markdown within a line: code, emphasis and links, no blocks. */
export function MarkdownLine(props: { text: string }) {
  onMount(load);
  return (
    <Show when={render()} fallback={<span class="[overflow-wrap:anywhere]">{props.text}</span>}>
      {(format) => (
        // Sanitised like the blocks above.
        <span class="prose-agent" innerHTML={format()(props.text, { inline: true })} />
      )}
    </Show>
  );
}
