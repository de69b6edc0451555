import { type Accessor, createSignal } from "solid-js";
import { type ApiFailure, asFailure } from "../api/client.ts";
import { knowledgeKey, queryClient } from "../api/queries.ts";

/** One change at a time of what is known about `repo`; the list is read again after it. */
export function createChange(repo: Accessor<string>) {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  /** Gives true once the Worker has done it and the list shows it. */
  const run = async (send: () => Promise<unknown>): Promise<boolean> => {
    if (busy()) return false;
    setBusy(true);
    setFailure(null);
    try {
      await send();
      await queryClient.invalidateQueries({ queryKey: knowledgeKey(repo()) });
      return true;
    } catch (error) {
      setFailure(asFailure(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run, clear: () => setFailure(null) };
}
