import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";

/** `source`, late by `delayMs` after its last change. */
export function createDebounced<T>(source: Accessor<T>, delayMs: number): Accessor<T> {
  const [settled, setSettled] = createSignal(source());
  createEffect(
    on(
      source,
      (value) => {
        const timer = setTimeout(() => setSettled(() => value), delayMs);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
  return settled;
}
