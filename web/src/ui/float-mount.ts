import { type Accessor, createContext } from "solid-js";

/**
 * Where lists that float over a field are put. The page's main element, unless a dialog says otherwise: outside of
 * a dialog they would be hidden from assistive technology, and out of the pointer's reach.
 */
export const FloatMount = createContext<Accessor<HTMLElement | undefined>>(
  () => document.getElementById("main") ?? undefined,
);
