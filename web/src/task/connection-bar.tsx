import WifiOff from "lucide-solid/icons/wifi-off";
import { type JSX, Show } from "solid-js";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { createNow, formatDuration } from "../ui/time.ts";
import type { TaskStream } from "./stream.ts";

/** One line about the live stream. It is there only while the stream is not what it should be. */
export function ConnectionBar(props: { stream: TaskStream }) {
  const now = createNow(1_000);
  const age = () => formatDuration(Math.max(0, now() - props.stream.lastHeardMs()));
  const text = (): JSX.Element | null => {
    switch (props.stream.connection()) {
      case "offline":
        return "You are offline. This page is as it was; what you type is kept.";
      case "reconnecting":
        return "Connection lost. Reconnecting…";
      case "stale":
        return <>Nothing heard for {age()}.</>;
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
              when={props.stream.connection() === "reconnecting"}
              fallback={<WifiOff size={13} class="text-warn" aria-hidden="true" />}
            >
              <span class="text-warn">
                <Spinner size={13} />
              </span>
            </Show>
            <span class="flex-1">{line()}</span>
            <Show when={props.stream.connection() !== "offline"}>
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
