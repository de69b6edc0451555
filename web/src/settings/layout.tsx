import { A, Navigate } from "@solidjs/router";
import Bell from "lucide-solid/icons/bell";
import BookOpen from "lucide-solid/icons/book-open";
import ChevronRight from "lucide-solid/icons/chevron-right";
import FolderGit from "lucide-solid/icons/folder-git-2";
import Key from "lucide-solid/icons/key-round";
import Palette from "lucide-solid/icons/palette";
import ScrollText from "lucide-solid/icons/scroll-text";
import Rules from "lucide-solid/icons/sliders-horizontal";
import User from "lucide-solid/icons/user";
import Users from "lucide-solid/icons/users";
import { For, type ParentProps, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { createMedia } from "../ui/media.ts";
import { createTitle } from "../ui/title.ts";

interface SettingsPage {
  path: string;
  label: string;
  /** What one finds there, for the list on a phone. */
  note: string;
  icon: typeof User;
}

/** The pages of the settings, in the order of the navigation. */
const PAGES: readonly SettingsPage[] = [
  { path: "/settings/profile", label: "Profile", note: "Your account and GitHub", icon: User },
  { path: "/settings/keys", label: "Model keys", note: "Providers that your tasks may use", icon: Key },
  { path: "/settings/repos", label: "Repositories", note: "What Verne can reach", icon: FolderGit },
  {
    path: "/settings/rules",
    label: "Repository rules",
    note: "What tasks may do by themselves",
    icon: Rules,
  },
  {
    path: "/settings/knowledge",
    label: "Knowledge",
    note: "What the agent learned in them",
    icon: BookOpen,
  },
  { path: "/settings/org", label: "Organisation", note: "People, roles, invitations", icon: Users },
  { path: "/settings/audit", label: "Audit log", note: "Who did what", icon: ScrollText },
  {
    path: "/settings/notifications",
    label: "Notifications",
    note: "Attention and keyboard shortcuts",
    icon: Bell,
  },
  { path: "/settings/appearance", label: "Appearance", note: "Theme and diff", icon: Palette },
];

/** The pages of the settings side by side with their navigation. A phone shows one or the other. */
export default function SettingsLayout(props: ParentProps) {
  return (
    <div class="flex h-full">
      <nav
        aria-label="Settings"
        class="flex w-48 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line px-2 py-10 max-md:hidden"
      >
        <For each={PAGES}>
          {(page) => (
            <A
              href={page.path}
              class="flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2 text-mute hover:bg-hover hover:text-fg
                aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-fg"
            >
              <Dynamic component={page.icon} size={14} aria-hidden="true" /> {page.label}
            </A>
          )}
        </For>
      </nav>
      <div class="h-full min-w-0 flex-1 overflow-y-auto">
        <div class="mx-auto max-w-[720px] px-8 py-10 max-md:px-4 max-md:py-5">{props.children}</div>
      </div>
    </div>
  );
}

/** `/settings` itself: the list of pages on a phone, the page of model keys on wider screens. */
export function SettingsIndex() {
  const wide = createMedia("(min-width: 768px)");
  createTitle(() => "Settings");
  return (
    <Show when={!wide()} fallback={<Navigate href="/settings/keys" />}>
      <h1 class="text-title font-strong tracking-[-0.01em]">Settings</h1>
      <nav
        aria-label="Settings"
        class="mt-4 divide-y divide-line overflow-hidden rounded-card border border-line"
      >
        <For each={PAGES}>
          {(page) => (
            <a href={page.path} class="flex min-h-14 items-center gap-3 px-4 hover:bg-hover">
              <Dynamic component={page.icon} size={16} class="shrink-0 text-mute" aria-hidden="true" />
              <span class="min-w-0 flex-1">
                <span class="block font-medium">{page.label}</span>
                <span class="block truncate text-small text-mute">{page.note}</span>
              </span>
              <ChevronRight size={15} class="shrink-0 text-mute" aria-hidden="true" />
            </a>
          )}
        </For>
      </nav>
    </Show>
  );
}
