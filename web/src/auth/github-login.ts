import { createSignal } from "solid-js";
import { asFailure } from "../api/client.ts";
import { signIn } from "./session.ts";

/** Starts the login with GitHub, which returns to `next`: pending state and failure, for a button. */
export function createGitHubLogin(next: () => string) {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await signIn(next());
    } catch (error) {
      setProblem(asFailure(error).message);
      setBusy(false);
    }
  };
  return { start: () => void start(), busy, problem };
}
