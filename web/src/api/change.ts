import { type Accessor, createSignal } from "solid-js";
import { type ApiFailure, asFailure } from "./client.ts";
import { queryClient } from "./queries.ts";

/** Runs one change at a time of the query `key`, and reads it again after each. */
export function createChange(key: Accessor<readonly unknown[]>) {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  /** Gives true once the Worker has done it and the page shows it. */
  const run = async (send: () => Promise<unknown>): Promise<boolean> => {
    if (busy()) return false;
    setBusy(true);
    setFailure(null);
    try {
      await send();
      await queryClient.invalidateQueries({ queryKey: key() });
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
