import { type Accessor, createEffect, createSignal, on } from "solid-js";
import { type ApiFailure, asFailure } from "../../api/client.ts";
import { DRAFTS_KEY, draftsQuery, queryClient } from "../../api/queries.ts";
import { budgetOf } from "../limits/budget.ts";
import type { KeptDraft } from "./kept-draft.ts";

type SaveState =
  | { is: "idle" | "loading" | "saving" | "saved" | "missing" }
  | { is: "not_loaded" | "not_saved"; failure: ApiFailure };

const exchange = () => import("./draft-exchange.ts");
const refresh = () => queryClient.invalidateQueries({ queryKey: DRAFTS_KEY });

/**
 * The form's draft on the server. `asked` is the id in the address; `onSaved` gets the id under which the draft is
 * kept from now on.
 */
export function createSavedDraft(
  kept: KeptDraft,
  asked: Accessor<string | null>,
  onSaved: (id: string) => void,
) {
  const [state, setState] = createSignal<SaveState>({ is: "idle" });
  // The same draft keeps its id when a lost answer makes the user save it again.
  let nextId = crypto.randomUUID();

  /** The address that the form has followed. */
  let followed: string | null = null;

  const load = async () => {
    const id = asked();
    if (id === followed) return;
    if (kept.open(id)) {
      followed = id;
      return setState({ is: "idle" });
    }
    setState({ is: "loading" });
    try {
      const { fromSaved } = await exchange();
      const { items } = await queryClient.fetchQuery({ ...draftsQuery(), staleTime: 0 });
      if (asked() !== id) return;
      followed = id;
      const found = items.find(({ draft_id }) => draft_id === id);
      if (found) kept.take(fromSaved(found));
      else kept.open(null);
      setState({ is: found ? "idle" : "missing" });
    } catch (error) {
      if (asked() !== id) return;
      // A draft that could not be loaded must not be overwritten.
      kept.open(null);
      setState({ is: "not_loaded", failure: asFailure(error) });
    }
  };
  createEffect(on(asked, () => void load()));
  // "Saved" is true until the next change.
  createEffect(
    on(
      () => JSON.stringify(kept.draft),
      () => setState((now) => (now.is === "saved" || now.is === "not_saved" ? { is: "idle" } : now)),
      { defer: true },
    ),
  );

  const save = async () => {
    if (state().is === "saving" || state().is === "loading") return;
    const id = kept.savedId() ?? nextId;
    const text = JSON.stringify(kept.draft);
    setState({ is: "saving" });
    try {
      const { putDraft, toSaved } = await exchange();
      await putDraft(id, toSaved(kept.draft, budgetOf(kept.draft)));
    } catch (error) {
      return setState({ is: "not_saved", failure: asFailure(error) });
    }
    void refresh();
    nextId = crypto.randomUUID();
    // What was typed in the meantime is not saved yet.
    const current = JSON.stringify(kept.draft) === text;
    followed = id;
    kept.adopt(id);
    if (!current) kept.change({});
    setState({ is: current ? "saved" : "idle" });
    onSaved(id);
  };

  /** Deletes the draft after its task was created; if that fails, it stays in the list. */
  const remove = () => {
    const id = kept.savedId();
    if (id !== null) {
      void exchange()
        .then(({ deleteDraft }) => deleteDraft(id))
        .then(refresh, refresh);
    }
  };
  return { state, load, save, remove };
}
