import { createSignal } from "solid-js";
import { asFailure } from "../api/client.ts";
import { signIn } from "./session.ts";

/** The way to GitHub and back to `next`, for a button: whether it has begun, and why it could not. */
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
