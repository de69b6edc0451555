import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, type JSX, Show } from "solid-js";

/** One line above the diff that opens to what it sums up. */
export function ExpandingBar(props: {
  label: string;
  /** Of what it opens; its own on the page. */
  id: string;
  icon: JSX.Element;
  summary: JSX.Element;
  children: JSX.Element;
}) {
  const [open, setOpen] = createSignal(false);
  return (
    <section aria-label={props.label} class="shrink-0 border-b border-line bg-surface text-small">
      <button
        type="button"
        aria-expanded={open()}
        aria-controls={open() ? props.id : undefined}
        class="flex min-h-9 w-full items-center gap-2 px-3.5 text-left hover:bg-hover focus-visible:-outline-offset-2 max-md:min-h-11"
        onClick={() => setOpen(!open())}
      >
        {props.icon}
        <span class="min-w-0 flex-1 truncate">{props.summary}</span>
        <ChevronRight
          size={14}
          class={`shrink-0 text-mute transition-transform duration-100 ${open() ? "rotate-90" : ""}`}
          aria-hidden="true"
        />
      </button>
      <Show when={open()}>
        <div id={props.id} class="max-h-[40vh] overflow-y-auto border-t border-line px-3.5">
          {props.children}
        </div>
      </Show>
    </section>
  );
}
