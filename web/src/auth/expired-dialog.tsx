import { Dialog } from "@kobalte/core/dialog";
import { useLocation } from "@solidjs/router";
import { Show } from "solid-js";
import { Button } from "../ui/button.tsx";
import { GitHubMark } from "../ui/github-mark.tsx";
import { Modal } from "../ui/modal.tsx";
import { createGitHubLogin } from "./github-login.ts";

/** Dialog over the open page when its session has ended; text that was typed is kept as drafts. */
export default function ExpiredDialog() {
  const location = useLocation();
  const login = createGitHubLogin(() => location.pathname + location.search);
  return (
    <Modal onEscapeKeyDown={(event) => event.preventDefault()} class="w-full max-w-sm p-5">
      <Dialog.Title class="text-read font-strong">Your session has ended</Dialog.Title>
      <Dialog.Description class="mt-1 text-mute">
        Sign in again to go on where you are. What you typed is kept.
      </Dialog.Description>
      <Button variant="primary" class="mt-4 w-full" busy={login.busy()} onClick={login.start}>
        <GitHubMark /> Login with GitHub
      </Button>
      <Show when={login.problem()}>
        <p role="alert" class="mt-2 text-bad">
          {login.problem()}
        </p>
      </Show>
    </Modal>
  );
}
