import { type Accessor, createMemo, createSignal } from "solid-js";
import { type Arrangement, type HeldRows, keepInPlace } from "./rows.ts";

/**
 * The rows to show: those of `fresh`, except that rows keep their place while the pointer is over the list or it is
 * scrolled. Another `key` is another list, which starts with `fresh`.
 */
export function createStableList(fresh: Accessor<Arrangement>, key: Accessor<string>) {
  const [pointed, setPointed] = createSignal(false);
  const [scrolled, setScrolled] = createSignal(false);
  const [accepted, setAccepted] = createSignal(0);
  let last: { key: string; accepted: number } | null = null;
  const held = createMemo<HeldRows>(
    (before) => {
      const same = last?.key === key() && last.accepted === accepted();
      last = { key: key(), accepted: accepted() };
      const next = fresh();
      if (!same || !(pointed() || scrolled())) return { shown: next, added: 0, moved: 0 };
      return keepInPlace(before.shown, next);
    },
    { shown: [], added: 0, moved: 0 },
  );
  return {
    shown: () => held().shown,
    added: () => held().added,
    moved: () => held().moved,
    /** Shows everything now: the reader asked for it. */
    accept: () => setAccepted((count) => count + 1),
    onPointer: (event: PointerEvent) => {
      // Touch pointers are over the list only while it scrolls.
      if (event.pointerType === "mouse") setPointed(event.type === "pointerenter");
    },
    onScroll: (event: { currentTarget: HTMLElement }) => setScrolled(event.currentTarget.scrollTop > 0),
  };
}
