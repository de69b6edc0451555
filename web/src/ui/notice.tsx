import CircleAlert from "lucide-solid/icons/circle-alert";
import Info from "lucide-solid/icons/info";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import X from "lucide-solid/icons/x";
import { children, type JSX, lazy, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { ApiFailure } from "../api/client.ts";
import { remedyFor } from "../auth/remedies.ts";
import { Button, IconButton } from "./button.tsx";

const RemedyButton = lazy(() => import("../auth/remedy-button.tsx"));

type Tone = "info" | "warn" | "bad";

const LOOK: Record<Tone, string> = {
  info: "bg-surface border-line [&>svg]:text-mute",
  warn: "bg-warn-soft border-transparent [&>svg]:text-warn",
  bad: "bg-bad-soft border-transparent [&>svg]:text-bad",
};
const ICON = { info: Info, warn: TriangleAlert, bad: CircleAlert };

/** A block of text with a tone: information, warning or failure. */
export function Notice(props: {
  tone?: Tone;
  children: JSX.Element;
  action?: JSX.Element;
  onDismiss?: () => void;
}) {
  const tone = () => props.tone ?? "info";
  const action = children(() => props.action);
  return (
    <div
      role={tone() === "bad" ? "alert" : undefined}
      class={`flex items-start gap-2.5 rounded-card border px-3 py-2 text-ui max-md:flex-wrap ${LOOK[tone()]}`}
    >
      <Dynamic component={ICON[tone()]} size={15} class="mt-[2.5px] shrink-0" aria-hidden="true" />
      <div class="min-w-0 flex-1 [overflow-wrap:anywhere]">{props.children}</div>
      <Show when={action()}>
        {/* On a phone the button is below the text, for want of room. */}
        <div class="shrink-0 max-md:order-last max-md:basis-full max-md:pb-1 max-md:pl-6">{action()}</div>
      </Show>
      <Show when={props.onDismiss}>
        {(dismiss) => (
          <IconButton label="Dismiss" class="-my-1 -mr-1.5" onClick={() => dismiss()()}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </Show>
    </div>
  );
}

/** Notice of a failed request: message, request id, and the remedy or a button to retry. */
export function FailureNotice(props: {
  failure: ApiFailure;
  what: string;
  onRetry?: () => void;
  onDismiss?: () => void;
}) {
  return (
    <Notice
      tone="bad"
      onDismiss={props.onDismiss}
      action={
        <Show
          when={remedyFor(props.failure.code)}
          fallback={
            <Show when={props.onRetry}>
              {(retry) => (
                <Button class="-my-1" onClick={() => retry()()}>
                  Try again
                </Button>
              )}
            </Show>
          }
        >
          <Suspense>
            <RemedyButton code={props.failure.code} />
          </Suspense>
        </Show>
      }
    >
      <strong class="font-medium">{props.what}</strong> {props.failure.message}
      <Show when={props.failure.requestId}>
        {(id) => <span class="block text-small text-mute">Request {id()}</span>}
      </Show>
    </Notice>
  );
}
