import { onCleanup } from "solid-js";
import { tinykeys } from "tinykeys";
import { isTyping } from "./keys.ts";

/** Action of a key. Returning `false` passes the event on to the next listener. */
type KeyAction = (event: KeyboardEvent) => unknown;

/**
 * Binds single keys and sequences (`g i`, `Shift+a`) for as long as the component lives. Inactive while the user
 * types, in dialogs and menus, and when single keys are turned off. With `first`, they take precedence over the page's.
 */
export function createShortcuts(keys: Record<string, KeyAction>, options: { first?: boolean } = {}): void {
  const bound = Object.entries(keys).map(([press, action]) => [
    press,
    (event: KeyboardEvent) => {
      if (action(event) !== false) event.preventDefault();
    },
  ]);
  onCleanup(
    tinykeys(window, Object.fromEntries(bound), { ignore: isTyping, capture: options.first === true }),
  );
}
