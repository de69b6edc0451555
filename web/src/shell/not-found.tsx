import { Show } from "solid-js";
import { sessionState, signOut } from "../auth/session.ts";
import { Button, linkButton } from "../ui/button.tsx";

/** Shown for unknown pages and for those that the user may not see. Signing in returns to the same address. */
export const NotFound = () => (
  <div class="grid h-full place-items-center p-6">
    <div class="max-w-sm text-center">
      <h1 class="text-title font-strong">Not found</h1>
      <p class="mt-1 text-balance text-mute">There is nothing here, or you do not have access to it.</p>
      <div class="mt-4 flex flex-wrap justify-center gap-2">
        <a href="/" class={linkButton("secondary")}>
          Back to your tasks
        </a>
        <Show when={sessionState() === "signed_in"}>
          <Button variant="quiet" onClick={() => void signOut()}>
            Use another account
          </Button>
        </Show>
      </div>
    </div>
  </div>
);
