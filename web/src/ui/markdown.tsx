import { createSignal, onMount, Show } from "solid-js";

type Render = (source: string) => string;

const [render, setRender] = createSignal<Render | null>(null);
let asked = false;

/** Parser and sanitiser come with the first text that needs them. */
function load(): void {
  if (asked) return;
  asked = true;
  import("./markdown-render.ts").then(
    (module) => setRender(() => module.renderMarkdown),
    () => {
      asked = false; // plain text stays; the next text tries again
    },
  );
}

/** What an agent wrote: plain text at once, formatted as soon as the parser is there. */
export function Markdown(props: { text: string }) {
  onMount(load);
  return (
    <Show
      when={render()}
      fallback={<div class="whitespace-pre-wrap [overflow-wrap:anywhere]">{props.text}</div>}
    >
      {(format) => (
        // Sanitised by DOMPurify in markdown-render.ts, the only maker of this HTML.
        <div class="prose-agent" innerHTML={format()(props.text)} />
      )}
    </Show>
  );
}
