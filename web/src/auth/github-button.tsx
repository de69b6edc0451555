import { Show } from "solid-js";
import { Button } from "../ui/button.tsx";
import { GitHubMark } from "../ui/github-mark.tsx";
import { createGitHubLogin } from "./github-login.ts";

/** Logs in with GitHub and returns to the current page. */
export function GitHubButton(props: { class?: string }) {
  const login = createGitHubLogin(() => location.pathname + location.search);
  return (
    <span class="inline-flex flex-col items-end gap-1">
      <Button class={props.class} busy={login.busy()} onClick={login.start}>
        <GitHubMark /> Login with GitHub
      </Button>
      <Show when={login.problem()}>
        {(text) => (
          <span role="alert" class="text-small text-bad">
            {text()}
          </span>
        )}
      </Show>
    </span>
  );
}
