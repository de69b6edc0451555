import CloudOff from "lucide-solid/icons/cloud-off";
import WifiOff from "lucide-solid/icons/wifi-off";
import { createSignal, Match, onCleanup, Switch } from "solid-js";

/** `navigator.onLine` as a signal. */
function createOnline() {
  const [online, setOnline] = createSignal(navigator.onLine);
  const read = () => setOnline(navigator.onLine);
  addEventListener("online", read);
  addEventListener("offline", read);
  onCleanup(() => {
    removeEventListener("online", read);
    removeEventListener("offline", read);
  });
  return online;
}

/** State of the connection outside the task page; nothing while all is well. `reached`: the Worker answers. */
export function ConnectionChip(props: { reached: boolean; iconOnly?: boolean }) {
  const online = createOnline();
  const words = () => (props.iconOnly ? "sr-only" : "");
  return (
    <div role="status" class="text-small text-warn">
      <Switch>
        <Match when={!online()}>
          <p class="flex items-center gap-2 px-2 py-1" title="Offline">
            <WifiOff size={13} class="shrink-0" aria-hidden="true" />
            <span class={words()}>Offline. What you see is from before.</span>
          </p>
        </Match>
        <Match when={!props.reached}>
          <p class="flex items-center gap-2 px-2 py-1" title="Reconnecting">
            <CloudOff size={13} class="shrink-0" aria-hidden="true" />
            <span class={words()}>Verne does not answer. Trying again…</span>
          </p>
        </Match>
      </Switch>
    </div>
  );
}
