import { useLocation } from "@solidjs/router";
import ChartColumn from "lucide-solid/icons/chart-column";
import Inbox from "lucide-solid/icons/inbox";
import Plus from "lucide-solid/icons/plus";
import SettingsIcon from "lucide-solid/icons/settings";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { ConnectionChip } from "./connection-chip.tsx";
import { currentAt } from "./current.ts";

const TABS = [
  { href: "/", icon: Inbox, text: "Tasks" },
  { href: "/new", icon: Plus, text: "New task" },
  { href: "/usage", icon: ChartColumn, text: "Usage" },
  { href: "/settings", icon: SettingsIcon, text: "Settings" },
];

/** The navigation of a phone: a bar of four at the bottom. */
export function PhoneNav(props: { needsYou: number; reached: boolean }) {
  const location = useLocation();
  return (
    <div class="shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden">
      {/* Not on task pages, which show their own connection and put their actions above this bar. */}
      <Show when={!location.pathname.startsWith("/t/")}>
        <ConnectionChip reached={props.reached} />
      </Show>
      <nav aria-label="Main" class="flex">
        <For each={TABS}>
          {(tab) => (
            <a
              href={tab.href}
              aria-current={currentAt(tab.href, location.pathname)}
              class="relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-small text-mute [&[aria-current]]:text-accent"
            >
              <Dynamic component={tab.icon} size={18} aria-hidden="true" />
              {tab.text}
              <Show when={tab.href === "/" && props.needsYou > 0}>
                <span class="absolute top-1.5 left-1/2 ml-2 rounded-full bg-warn-soft px-1.5 text-warn tabular">
                  {props.needsYou}
                  <span class="sr-only"> need you</span>
                </span>
              </Show>
            </a>
          )}
        </For>
      </nav>
    </div>
  );
}
