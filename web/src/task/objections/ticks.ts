import { type Accessor, createSignal } from "solid-js";
import type { Objection } from "../../../../worker/protocol/index.ts";

/** Which objections the reader accepts, until the task is published or the page is left. */
export interface ObjectionTicks {
  isTicked(id: string): boolean;
  tick(id: string, on: boolean): void;
  /** Of these, the ones that still keep the change from being published: not accepted, or not to be accepted. */
  open(objections: readonly Objection[]): Objection[];
  /** Ids to send: ticked, and still in the list. */
  accepted(objections: readonly Objection[]): string[];
  /** True while a dialog asks the reader to accept them. */
  dialogOpen: Accessor<boolean>;
  setDialogOpen(open: boolean): void;
}

/** The id of an objection depends on its content, so a tick is void when the content changes. */
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
