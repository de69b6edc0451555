import { createSignal, lazy, Show, Suspense } from "solid-js";
import type { Attachment } from "../../../../worker/protocol/index.ts";
import { Markdown } from "../../ui/markdown.tsx";
import { Spinner } from "../../ui/spinner.tsx";

const FOLD_CHARS = 600;
const FOLD_LINES = 14;

const PromptImages = lazy(() => import("./prompt-images.tsx"));

/** What the user wrote: the prompt with its images, or a message to the agent. */
export function UserText(props: {
  text: string;
  label: string;
  queued?: boolean;
  sending?: boolean;
  images?: readonly Attachment[];
}) {
  const [open, setOpen] = createSignal(false);
  const long = () =>
    props.text.length > FOLD_CHARS || props.text.split("\n", FOLD_LINES + 1).length > FOLD_LINES;
  return (
    <li class="mb-3 rounded-card border border-line bg-surface px-3 py-2.5">
      <p class="flex items-center gap-2 text-small text-mute">
        <span>{props.label}</span>
        <Show when={props.sending}>
          <span class="flex items-center gap-1.5">
            <Spinner size={12} /> Sending…
          </span>
        </Show>
        <Show when={props.queued}>
          <span class="rounded-full bg-warn-soft px-1.5 text-warn">Queued: applies after this step</span>
        </Show>
      </p>
      <div class={`mt-0.5 text-read ${long() && !open() ? "max-h-60 overflow-hidden mask-b-from-75%" : ""}`}>
        <Markdown text={props.text} lines />
      </div>
      <Show when={long()}>
        <button
          type="button"
          class="mt-1 text-small text-accent hover:underline"
          aria-expanded={open()}
          onClick={() => setOpen(!open())}
        >
          {open() ? "Show less" : "Show all"}
        </button>
      </Show>
      <Show when={props.images?.length ? props.images : null}>
        {(images) => (
          <Suspense fallback={<div class="mt-2 h-16" />}>
            <PromptImages images={images()} />
          </Suspense>
        )}
      </Show>
    </li>
  );
}
