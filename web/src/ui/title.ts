import { type Accessor, createEffect, createRoot, createSignal, onCleanup } from "solid-js";

const { setName, setWaiting } = createRoot(() => {
  const [name, setName] = createSignal("Verne");
  const [waiting, setWaiting] = createSignal(0);
  createEffect(() => {
    document.title = waiting() > 0 ? `(${waiting()}) ${name()}` : name();
  });
  return { setName, setWaiting };
});

/** The page's own part of the tab's title. */
export function createTitle(page: Accessor<string>): void {
  createEffect(() => setName(`${page()} · Verne`));
}

/** Puts the number of waiting tasks before the title, for as long as the component lives. */
export function createTitleBadge(count: Accessor<number>): void {
  createEffect(() => setWaiting(count()));
  onCleanup(() => setWaiting(0));
}
