import { type Accessor, createSignal } from "solid-js";

/**
 * A text that the user types, kept in the browser under `key` until it is emptied: what was typed survives a
 * reload, a lost session and a closed tab. Gives the text and its setter.
 */
export function createKeptText(key: string): [Accessor<string>, (text: string) => void] {
  const [text, setText] = createSignal(localStorage.getItem(key) ?? "");
  const keep = (next: string) => {
    setText(next);
    if (next === "") localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  };
  return [text, keep];
}
