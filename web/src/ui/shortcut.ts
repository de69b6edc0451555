import { onCleanup } from "solid-js";
import { tinykeys } from "tinykeys";
import { isTyping } from "./keys.ts";

/** What a key does. Giving `false` leaves the key to whoever listens next. */
type KeyAction = (event: KeyboardEvent) => unknown;

/**
 * Binds single keys and sequences (`g i`, `Shift+a`) for as long as the component lives. They rest while the user
 * types, in dialogs and menus, and when single keys are turned off. With `first`, they are asked before the page's.
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
