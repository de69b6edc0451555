import { type Accessor, createSignal, onCleanup } from "solid-js";

/** Whether a media query holds, as a signal of the component that asks. */
export function createMedia(query: string): Accessor<boolean> {
  const list = matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const read = () => setMatches(list.matches);
  list.addEventListener("change", read);
  onCleanup(() => list.removeEventListener("change", read));
  return matches;
}
