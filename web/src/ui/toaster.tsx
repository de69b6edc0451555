import { Toast, toaster } from "@kobalte/core/toast";
import X from "lucide-solid/icons/x";
import { Show } from "solid-js";
import { Portal } from "solid-js/web";
import type { TaskState } from "../../../worker/protocol/index.ts";
import { Button } from "./button.tsx";
import { StateGlyph } from "./state-glyph.tsx";

const STAYS_MS = 10_000;

/** What a toast says and offers. */
export interface ToastText {
  text: string;
  /** Quiet second line. */
  detail?: string;
  tone?: "info" | "bad";
  /** Draws the sign of this state. */
  state?: TaskState;
  /** Where the text leads. */
  href?: string;
  action?: { label: string; run: () => void };
}

/** Shows one more toast. */
export function enqueue(toast: ToastText): void {
  toaster.show((props) => <Line toastId={props.toastId} toast={toast} />);
}

function Line(props: { toastId: number; toast: ToastText }) {
  const dismiss = () => toaster.dismiss(props.toastId);
  const words = () => (
    <>
      <Toast.Title class="font-medium [overflow-wrap:anywhere]">{props.toast.text}</Toast.Title>
      <Show when={props.toast.detail}>
        <Toast.Description class="truncate text-small text-mute">{props.toast.detail}</Toast.Description>
      </Show>
    </>
  );
  return (
    <Toast
      // A list item that is a status would be neither for assistive technology.
      as="div"
      toastId={props.toastId}
      priority={props.toast.tone === "bad" ? "high" : "low"}
      class={`flex items-center gap-3 rounded-card border bg-raised py-2 pr-2 pl-3 shadow-float animate-float-in
        ${props.toast.tone === "bad" ? "border-bad" : "border-line"}`}
    >
      <Show when={props.toast.state}>{(state) => <StateGlyph state={state()} />}</Show>
      <Show when={props.toast.href} fallback={<div class="min-w-0 flex-1">{words()}</div>}>
        {(href) => (
          <a href={href()} class="min-w-0 flex-1 hover:underline" onClick={dismiss}>
            {words()}
          </a>
        )}
      </Show>
      <Show when={props.toast.action}>
        {(action) => (
          <Button
            onClick={() => {
              dismiss();
              action().run();
            }}
          >
            {action().label}
          </Button>
        )}
      </Show>
      <Toast.CloseButton
        aria-label="Dismiss"
        class="grid size-7 max-md:size-11 shrink-0 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg"
      >
        <X size={14} aria-hidden="true" />
      </Toast.CloseButton>
    </Toast>
  );
}

/** The region of toasts. F8 moves the focus there; toasts stay open while the pointer or the focus is on them. */
export default function Toaster() {
  return (
    <Portal>
      <Toast.Region duration={STAYS_MS} hotkey={["F8"]}>
        <Toast.List
          as="div"
          class="fixed right-4 bottom-4 z-50 grid w-90 max-w-[calc(100vw-24px)] gap-2 outline-none max-md:inset-x-3 max-md:bottom-32 max-md:w-auto"
        />
      </Toast.Region>
    </Portal>
  );
}
