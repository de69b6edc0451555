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

/** How many tasks wait for the user: the number before the title. It is gone with the component that counts. */
export function createTitleBadge(count: Accessor<number>): void {
  createEffect(() => setWaiting(count()));
  onCleanup(() => setWaiting(0));
}
