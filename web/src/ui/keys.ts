import { createRoot, createSignal } from "solid-js";
import { keysHeld } from "./held-keys.ts";

const KEY = "verne.keys";

const [shortcuts, setShortcuts] = createRoot(() => createSignal(localStorage.getItem(KEY) !== "off"));

/** Whether single keys are commands (WCAG 2.1.4: they can be turned off). */
export { shortcuts };

export function switchShortcuts(on: boolean): void {
  setShortcuts(on);
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, "off");
}

/** Elements in which keys are text, or belong to a dialog. */
const OWNERS =
  "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=dialog], [role=listbox], [role=menu]";

/** True for a key event that is no shortcut: text, also where its box has not the focus, a key of the browser, or off. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!shortcuts() || keysHeld() || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented)
    return true;
  return target instanceof HTMLElement && target.closest(OWNERS) !== null;
}
