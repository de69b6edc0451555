import { createSignal, For, onCleanup, Show } from "solid-js";

/** Grey bars while something is loading, shown after 150 ms so that a fast answer does not flicker. */
export function Skeleton(props: { rows: number; label: string; rowClass?: string }) {
  const [shown, setShown] = createSignal(false);
  const timer = setTimeout(() => setShown(true), 150);
  onCleanup(() => clearTimeout(timer));
  return (
    <div role="status" aria-label={props.label}>
      <Show when={shown()}>
        <For each={Array.from({ length: props.rows }, (_, index) => index)}>
          {(index) => (
            <div class={`flex items-center gap-3 ${props.rowClass ?? "h-9 px-4"}`}>
              <div class="size-3.5 shrink-0 rounded-full bg-hover animate-skeleton" />
              <div
                class="h-3 rounded-control bg-hover animate-skeleton"
                style={{ width: `${36 + ((index * 23) % 41)}%` }}
              />
            </div>
          )}
        </For>
      </Show>
    </div>
  );
}
