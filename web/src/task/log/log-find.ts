import { type Accessor, createEffect, createMemo, createSignal, on } from "solid-js";
import { createDebounced } from "../../ui/debounce.ts";
import type { LogLine } from "./buffer.ts";
import { findLines } from "./log-search.ts";

/** The search of the log: over every line that is held, folded ones too. `show` scrolls to a line. */
export function createFind(lines: Accessor<readonly LogLine[]>, show: (line: LogLine) => void) {
  const [typed, setTyped] = createSignal("");
  const wanted = createDebounced(typed, 150);
  const hits = createMemo(() => findLines(lines(), wanted()));
  const [at, setAt] = createSignal(0);
  const current = () => hits()[Math.min(at(), hits().length - 1)];
  createEffect(
    on(
      wanted,
      () => {
        setAt(0);
        const first = current();
        if (first) show(first);
      },
      { defer: true },
    ),
  );
  return {
    typed,
    setTyped,
    current,
    /** How many lines match and which of them is shown, from 0; null while nothing is searched. */
    found: () => (wanted().trim() ? { count: hits().length, at: at() } : null),
    jump: (by: 1 | -1) => {
      const count = hits().length;
      if (count === 0) return;
      setAt((at() + by + count) % count);
      const target = current();
      if (target) show(target);
    },
  };
}
