import { createRoot, createSignal } from "solid-js";

type DiffStyle = "unified" | "split";

const KEY = "verne.diff.style";
const [style, setStyle] = createRoot(() =>
  createSignal<DiffStyle>(localStorage.getItem(KEY) === "split" ? "split" : "unified"),
);

/** How a diff is drawn: in one column, or the old beside the new. */
export const diffStyle = style;

export function chooseDiffStyle(next: DiffStyle): void {
  setStyle(next);
  localStorage.setItem(KEY, next);
}
