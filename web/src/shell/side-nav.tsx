import { useLocation, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import ChartColumn from "lucide-solid/icons/chart-column";
import Inbox from "lucide-solid/icons/inbox";
import LogOut from "lucide-solid/icons/log-out";
import PanelLeft from "lucide-solid/icons/panel-left";
import Plus from "lucide-solid/icons/plus";
import SettingsIcon from "lucide-solid/icons/settings";
import Star from "lucide-solid/icons/star";
import { type Component, For, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { meQuery } from "../api/queries.ts";
import { signOut } from "../auth/session.ts";
import { EVERYTHING, filterHref } from "../inbox/filters.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton } from "../ui/button.tsx";
import { favourites } from "../ui/favourites.ts";
import { Logo } from "../ui/logo.tsx";
import { ConnectionChip } from "./connection-chip.tsx";
import { currentAt } from "./current.ts";
import { navNarrow, toggleNav } from "./nav-width.ts";

type Icon = Component<{ size?: number; class?: string }>;

const LINK =
  "flex h-8 items-center gap-2.5 rounded-control px-2 text-mute hover:bg-hover hover:text-fg " +
  "[&[aria-current]]:bg-hover [&[aria-current]]:text-fg [&[aria-current]]:font-medium";

/** A link of the navigation. Folded, only its icon is visible; the accessible name stays. */
function NavLink(props: { href: string; icon: Icon; text: string; children?: JSX.Element }) {
  const location = useLocation();
  return (
    <a
      href={props.href}
      aria-current={currentAt(props.href, location.pathname)}
      class={LINK}
      title={navNarrow() ? props.text : undefined}
    >
      <Dynamic component={props.icon} size={15} class="shrink-0" aria-hidden="true" />
      <span class={navNarrow() ? "sr-only" : "truncate"}>{props.text}</span>
      {props.children}
    </a>
  );
}

/** How many tasks wait for the user; a dot while the navigation is folded. */
const Waiting = (props: { count: number }) => (
  <Show when={props.count > 0}>
    <span
      class={`rounded-full text-small tabular ${
        navNarrow()
          ? "absolute top-1 right-1 size-2 overflow-hidden bg-warn text-transparent"
          : "ml-auto bg-warn-soft px-1.5 text-warn"
      }`}
    >
      <span class={navNarrow() ? "sr-only" : ""}>{props.count}</span>
      <span class="sr-only"> need you</span>
    </span>
  </Show>
);

/** The navigation at the left: 208 px, or 48 px folded with `[`. */
export function SideNav(props: { needsYou: number; reached: boolean; embedded: boolean }) {
  const location = useLocation();
  return (
    <nav
      aria-label="Main"
      class={`flex shrink-0 flex-col gap-0.5 border-r border-line bg-surface p-2 max-md:hidden ${
        navNarrow() ? "w-12" : "w-52"
      }`}
    >
      <div class={`mb-2 flex items-center gap-1 ${navNarrow() ? "flex-col" : ""}`}>
        <a
          href="/"
          aria-label="Verne"
          class={`flex h-9 items-center gap-2.5 rounded-control text-read font-strong ${navNarrow() ? "" : "flex-1 px-2"}`}
        >
          <Logo /> <Show when={!navNarrow()}>Verne</Show>
        </a>
        <IconButton
          label={navNarrow() ? "Widen the navigation ([)" : "Narrow the navigation ([)"}
          onClick={toggleNav}
        >
          <PanelLeft size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <a
        href="/new"
        aria-current={currentAt("/new", location.pathname)}
        title={navNarrow() ? "New task" : undefined}
        class={`mb-2 flex h-8 items-center gap-2.5 rounded-control border border-line-strong bg-raised font-medium hover:bg-hover aria-[current=page]:border-accent ${navNarrow() ? "justify-center" : "px-2"}`}
      >
        <Plus size={15} aria-hidden="true" />
        <span class={navNarrow() ? "sr-only" : ""}>New task</span>
      </a>
      <div class="relative">
        <NavLink href="/" icon={Inbox} text="Tasks">
          <Waiting count={props.needsYou} />
        </NavLink>
      </div>
      <NavLink href="/usage" icon={ChartColumn} text="Usage" />
      <NavLink href="/settings" icon={SettingsIcon} text="Settings" />
      <Show when={favourites().length > 0 && !navNarrow()}>
        <Favourites />
      </Show>
      <div class="mt-auto grid gap-1.5">
        <ConnectionChip reached={props.reached} iconOnly={navNarrow()} />
        <Show when={props.embedded && !navNarrow()}>
          <p class="px-2 text-small text-mute">Local set-up: GitHub and the demo model are stand-ins.</p>
        </Show>
        <Account narrow={navNarrow()} />
      </div>
    </nav>
  );
}

/** The starred repositories; each shows its tasks. */
function Favourites() {
  const [params] = useSearchParams<{ repo?: string }>();
  return (
    <div class="mt-4 min-h-0 overflow-y-auto">
      <h2 class="px-2 pb-1 text-small font-medium text-mute">Favourites</h2>
      <ul class="grid gap-0.5">
        <For each={favourites()}>
          {(repo) => (
            <li>
              <a
                href={filterHref({ ...EVERYTHING, repo })}
                title={repo}
                aria-current={params.repo === repo ? "page" : undefined}
                class={LINK}
              >
                <Star size={13} class="shrink-0" aria-hidden="true" />
                <span class="truncate">{repo}</span>
              </a>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}

/** The signed-in user, and signing out. */
function Account(props: { narrow?: boolean }) {
  const me = createQuery(meQuery);
  return (
    <div
      class={`flex items-center gap-2 border-t border-line pt-2 ${props.narrow ? "flex-col" : "h-9 px-2"}`}
    >
      <Show when={me.data}>
        {(user) => (
          <span class="flex min-w-0 items-center gap-2" title={user().login}>
            <Avatar login={user().login} url={user().avatar_url} />
            <span class={props.narrow ? "sr-only" : "truncate"}>{user().login}</span>
          </span>
        )}
      </Show>
      <IconButton label="Sign out" class={props.narrow ? "" : "ml-auto"} onClick={() => void signOut()}>
        <LogOut size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
