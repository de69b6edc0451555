import { Match, Switch } from "solid-js";
import { linkButton } from "../ui/button.tsx";
import { GitHubButton } from "./github-button.tsx";
import { remedyFor } from "./remedies.ts";

/** A button that leads to the remedy of a failure. */
export default function RemedyButton(props: { code: string }) {
  return (
    <Switch>
      <Match when={remedyFor(props.code) === "github"}>
        <GitHubButton class="-my-1" />
      </Match>
      <Match when={remedyFor(props.code) === "keys"}>
        <a href="/settings/keys" class={`${linkButton("secondary")} -my-1`}>
          Open model keys
        </a>
      </Match>
    </Switch>
  );
}
