import WifiOff from "lucide-solid/icons/wifi-off";
import { type JSX, Show } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { createNow, formatDuration } from "../../ui/time.ts";
import type { TaskStream } from "./stream.ts";

/** A replay of fewer events is over before a notice could be read. */
const MIN_SHOWN_EVENTS = 200;

/** One line about the state of the live stream; not shown while it is live. */
export function ConnectionBar(props: { stream: TaskStream; head: number }) {
  const now = createNow(1_000);
  const age = () => formatDuration(Math.max(0, now() - props.stream.lastHeardMs()));
  const behind = () => Math.max(0, props.head - props.stream.journal().lastSeq);
  const text = (): JSX.Element | null => {
    switch (props.stream.connection()) {
      case "offline":
        return "You are offline. This page is as it was; what you type is kept.";
      case "reconnecting":
        return "Connection lost. Reconnecting…";
      case "stale":
        return <>Last event {age()} ago.</>;
      case "catching_up":
        return behind() >= MIN_SHOWN_EVENTS ? `Catching up: ${behind()} events to go.` : null;
      default:
        return null;
    }
  };
  return (
    <div role="status">
      <Show when={text()}>
        {(line) => (
          <p class="flex min-h-8 items-center gap-2 border-b border-line bg-warn-soft px-4 text-small">
            <Show
              when={
                props.stream.connection() === "reconnecting" || props.stream.connection() === "catching_up"
              }
              fallback={<WifiOff size={13} class="text-warn" aria-hidden="true" />}
            >
              <span class="text-warn">
                <Spinner size={13} />
              </span>
            </Show>
            <span class="flex-1">{line()}</span>
            <Show
              when={props.stream.connection() === "stale" || props.stream.connection() === "reconnecting"}
            >
              <Button variant="quiet" class="h-6! px-2" onClick={() => props.stream.reconnect()}>
                Reconnect
              </Button>
            </Show>
          </p>
        )}
      </Show>
    </div>
  );
}
