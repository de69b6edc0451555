import { type Accessor, createMemo, createSignal } from "solid-js";
import { between } from "./rows.ts";

export interface Selection {
  has(id: string): boolean;
  ids: Accessor<readonly string[]>;
  toggle(id: string): void;
  /** Selects everything between the row that was selected last, or `from`, and `to`. */
  extend(to: string, from?: string): void;
  clear(): void;
}

/** Rows that the next command is for. A row that leaves the list leaves the selection. */
export function createSelection(order: Accessor<readonly string[]>): Selection {
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  let anchor: string | null = null;
  const ids = createMemo(() => (chosen().size === 0 ? [] : order().filter((id) => chosen().has(id))));
  return {
    has: (id) => chosen().has(id),
    ids,
    toggle: (id) => {
      const next = new Set(ids());
      if (!next.delete(id)) next.add(id);
      anchor = id;
      setChosen(next);
    },
    extend: (to, from) => {
      const begin = anchor !== null && chosen().has(anchor) ? anchor : (from ?? to);
      anchor = begin;
      setChosen(new Set([...ids(), ...between(order(), begin, to)]));
    },
    clear: () => {
      anchor = null;
      setChosen(new Set<string>());
    },
  };
}
