import { createRoot, createSignal } from "solid-js";

const KEY = "verne.nav";

const [narrow, setNarrow] = createRoot(() => createSignal(localStorage.getItem(KEY) === "narrow"));

/** Whether the navigation is folded to its icons; remembered in this browser. */
export const navNarrow = narrow;

export function toggleNav(): void {
  const next = !narrow();
  setNarrow(next);
  if (next) localStorage.setItem(KEY, "narrow");
  else localStorage.removeItem(KEY);
}
