import { type Accessor, createSignal } from "solid-js";
import type { Objection } from "../../../../worker/protocol/index.ts";

/** Which objections the reader accepts, until the task is published or the page is left. */
export interface ObjectionTicks {
  isTicked(id: string): boolean;
  tick(id: string, on: boolean): void;
  /** Of these, the ones that still keep the change from being published: not accepted, or not to be accepted. */
  open(objections: readonly Objection[]): Objection[];
  /** Ids to send along: what is ticked and still stands. */
  accepted(objections: readonly Objection[]): string[];
  /** True while a dialog asks the reader to accept them. */
  dialogOpen: Accessor<boolean>;
  setDialogOpen(open: boolean): void;
}

/** An id names what the objection says, so that a tick counts for that alone. */
export function createTicks(): ObjectionTicks {
  const [ticked, setTicked] = createSignal<ReadonlySet<string>>(new Set());
  const [dialogOpen, setDialogOpen] = createSignal(false);
  return {
    isTicked: (id) => ticked().has(id),
    tick: (id, on) => {
      const next = new Set(ticked());
      if (on) next.add(id);
      else next.delete(id);
      setTicked(next);
    },
    open: (objections) =>
      objections.filter(({ id, serious, blocking }) => blocking || (serious && !ticked().has(id))),
    accepted: (objections) => objections.map(({ id }) => id).filter((id) => ticked().has(id)),
    dialogOpen,
    setDialogOpen,
  };
}
