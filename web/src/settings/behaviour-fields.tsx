import { createSignal, Show } from "solid-js";
import { shortcuts, switchShortcuts } from "../ui/keys.ts";
import { canNotify, notificationsOn, switchNotifications } from "../ui/notifications.ts";
import { Switch } from "../ui/switch.tsx";

/** How the app may call for attention, and whether single keys are commands. */
export function BehaviourFields() {
  const [problem, setProblem] = createSignal<string | null>(null);
  return (
    <div class="mt-3 grid gap-3">
      <Show when={canNotify()}>
        <Switch
          label="Notify me"
          note="A browser notification when a task needs you while this page is out of sight."
          checked={notificationsOn()}
          onChange={(on) => void switchNotifications(on).then(setProblem)}
        />
        <Show when={problem()}>
          <p role="alert" class="text-small text-bad">
            {problem()}
          </p>
        </Show>
      </Show>
      <Switch
        label="Keyboard shortcuts"
        note="Single keys as commands. Press ? to see them all."
        checked={shortcuts()}
        onChange={switchShortcuts}
      />
    </div>
  );
}
