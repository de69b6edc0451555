import { createSignal, Show } from "solid-js";
import { shortcuts, switchShortcuts } from "../ui/keys.ts";
import { canNotify, notificationsOn, switchNotifications } from "../ui/notifications.ts";
import { Switch } from "../ui/switch.tsx";
import { PageHead, Section } from "./page-head.tsx";

const PERMISSION: Record<NotificationPermission, string> = {
  granted: "Your browser allows notifications of this page.",
  default: "Your browser will ask once when you turn this on.",
  denied: "Your browser blocks notifications of this page. Allow them in its settings for this site.",
};

/** Settings of notifications and of single-key shortcuts. */
export default function Notifications() {
  const [problem, setProblem] = createSignal<string | null>(null);
  // Read again after each attempt: the browser has no event for it.
  const [permission, setPermission] = createSignal(canNotify() ? Notification.permission : null);
  const change = async (on: boolean) => {
    setProblem(await switchNotifications(on));
    setPermission(Notification.permission);
  };
  return (
    <>
      <PageHead title="Notifications">
        The number of tasks that need you always stands in the title of the tab.
      </PageHead>
      <Section id="browser" title="Browser">
        <Show
          when={permission()}
          fallback={<p class="text-mute">This browser has no notifications for web pages.</p>}
        >
          {(state) => (
            <>
              <Switch
                label="Notify me"
                note="A browser notification when a task needs you while this page is out of sight."
                checked={notificationsOn()}
                onChange={(on) => void change(on)}
              />
              <p
                role={problem() ? "alert" : undefined}
                class={`mt-2 text-small ${problem() || state() === "denied" ? "text-bad" : "text-mute"}`}
              >
                {PERMISSION[state()]}
              </p>
            </>
          )}
        </Show>
      </Section>
      <Section id="keyboard" title="Keyboard">
        <Switch
          label="Keyboard shortcuts"
          note="Single keys as commands. Press ? to see them all."
          checked={shortcuts()}
          onChange={switchShortcuts}
        />
      </Section>
    </>
  );
}
