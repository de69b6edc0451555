import { Match, Switch } from "solid-js";
import { linkButton } from "../ui/button.tsx";
import { cureOf } from "./cures.ts";
import { GitHubButton } from "./github-button.tsx";

/** A button that leads to what cures the failure. */
export default function Cure(props: { code: string }) {
  return (
    <Switch>
      <Match when={cureOf(props.code) === "github"}>
        <GitHubButton class="-my-1" />
      </Match>
      <Match when={cureOf(props.code) === "keys"}>
        <a href="/settings/keys" class={`${linkButton("secondary")} -my-1`}>
          Open model keys
        </a>
      </Match>
    </Switch>
  );
}
