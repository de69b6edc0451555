import { createSignal, Show } from "solid-js";
import type { ApiFailure } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { createTitle } from "../ui/title.ts";
import { GitHubButton } from "./github-button.tsx";
import { signOut, tryEntryAgain } from "./session.ts";

/** In place of every page for who is signed in and may not use this installation: why, whom to ask, and what to try. */
export default function NoEntry(props: { failure: ApiFailure }) {
  const [leaving, setLeaving] = createSignal(false);
  const refused = () => props.failure.code === "no_entry";
  createTitle(() => "No entry");
  const leave = async () => {
    setLeaving(true);
    await signOut().finally(() => setLeaving(false));
  };
  return (
    <main class="grid h-full place-items-center overflow-y-auto p-6">
      <div class="w-full max-w-[400px] py-8">
        <Logo size={40} />
        <h1 class="mt-6 text-title font-strong tracking-[-0.01em]">
          {refused() ? "You are not on this installation’s list" : "Your access could not be checked"}
        </h1>
        <p class="mt-2 text-read text-mute [overflow-wrap:anywhere]">{props.failure.message}</p>
        <div class="mt-6 flex flex-wrap items-center gap-2">
          <Button variant={refused() ? "secondary" : "primary"} onClick={() => void tryEntryAgain()}>
            Try again
          </Button>
          <Show when={!refused()}>
            <GitHubButton />
          </Show>
          <Button busy={leaving()} onClick={() => void leave()}>
            Sign out
          </Button>
        </div>
        <p class="mt-4 text-small text-mute">
          {refused()
            ? "An invitation that you were sent, and tasks that were shared with you by a link, open all the same."
            : "Nothing is lost: your tasks are where you left them."}
          <Show when={props.failure.requestId}>{(id) => <span class="mt-1 block">Request {id()}</span>}</Show>
        </p>
      </div>
    </main>
  );
}
