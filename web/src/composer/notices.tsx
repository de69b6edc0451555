import { Match, Show, Switch } from "solid-js";
import { GitHubButton } from "../auth/github-button.tsx";
import { Button } from "../ui/button.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import type { KeptDraft } from "./draft/kept-draft.ts";
import type { createSavedDraft } from "./draft/saved-draft.ts";

/**
 * What should be known before anything is typed: GitHub refuses the user's token, or what became of the draft (not
 * found, not loaded, not saved, another text in its place).
 */
export default function Notices(props: {
  disconnected: boolean;
  kept: KeptDraft;
  saved: ReturnType<typeof createSavedDraft>;
}) {
  /** The failure of this state, while it is in it. */
  const failureIn = (wanted: "not_loaded" | "not_saved") => {
    const state = props.saved.state();
    return state.is === wanted && "failure" in state ? state.failure : null;
  };
  return (
    <>
      <Show when={props.disconnected}>
        <Notice tone="warn" action={<GitHubButton class="-my-1" />}>
          <strong class="font-medium">Verne can no longer act on GitHub for you.</strong> Its access expired
          or was taken back. Log in again to go on; what you typed is kept.
        </Notice>
      </Show>
      <Switch>
        <Match when={props.saved.state().is === "missing"}>
          <Notice tone="warn">This draft is gone: it was started as a task, or deleted.</Notice>
        </Match>
        <Match when={failureIn("not_loaded")}>
          {(failure) => (
            <FailureNotice
              what="The draft could not be loaded."
              failure={failure()}
              onRetry={() => void props.saved.load()}
            />
          )}
        </Match>
        <Match when={failureIn("not_saved")}>
          {(failure) => (
            <FailureNotice
              what="The draft was not saved. It is still kept in this browser."
              failure={failure()}
              onRetry={() => void props.saved.save()}
            />
          )}
        </Match>
      </Switch>
      <Show when={props.kept.replaced() !== null}>
        <Notice
          action={
            <Button class="-my-1" onClick={props.kept.putBack}>
              Put it back
            </Button>
          }
        >
          This took the place of what you had typed.
        </Notice>
      </Show>
    </>
  );
}
