import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { Button } from "../ui/button.tsx";

const ON_MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** The keys that press the button, where there is a keyboard to press them on. */
const Keys = (props: { look: string; children: string }) => (
  <span class={`font-sans text-small max-md:hidden ${props.look}`} aria-hidden="true">
    {props.children}
  </span>
);

/** The form's end. */
export const SubmitBar = (props: {
  class: string;
  embedded: boolean;
  draftState: string;
  /** True: there is no text to save. */
  empty: boolean;
  sending: boolean;
  /** The task starts with a plan to approve. */
  plans: boolean;
  onSave: () => void;
}) => (
  <>
    <Show when={props.embedded}>
      <p class="text-small text-mute">
        For your own work, add a{" "}
        <A href="/settings/keys" class="underline underline-offset-2">
          model key
        </A>
        . The demo model knows the sample tasks only.
      </p>
    </Show>
    <div class={`flex items-center justify-end gap-3 border-t border-line pt-4 ${props.class}`}>
      <p role="status" class="min-w-0 flex-1 text-small text-mute">
        <Show when={props.draftState === "saved"}>Draft saved. It is in your inbox.</Show>
        <Show when={props.draftState === "loading"}>Loading the draft…</Show>
      </p>
      <Button
        disabled={props.empty}
        busy={props.draftState === "saving"}
        aria-keyshortcuts="Meta+Alt+Enter Control+Alt+Enter"
        onClick={props.onSave}
      >
        Save draft
        <Keys look="text-mute">{ON_MAC ? "⌥⌘↵" : "Ctrl Alt ↵"}</Keys>
      </Button>
      <Button
        type="submit"
        variant="primary"
        busy={props.sending}
        aria-keyshortcuts="Meta+Enter Control+Enter"
      >
        {props.plans ? "Plan it" : "Start task"}
        <Keys look="font-normal">{ON_MAC ? "⌘↵" : "Ctrl ↵"}</Keys>
      </Button>
    </div>
  </>
);
