import { A } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import ChartColumn from "lucide-solid/icons/chart-column";
import Inbox from "lucide-solid/icons/inbox";
import Plus from "lucide-solid/icons/plus";
import SettingsIcon from "lucide-solid/icons/settings";
import WifiOff from "lucide-solid/icons/wifi-off";
import { createSignal, ErrorBoundary, onCleanup, type ParentProps, Show } from "solid-js";
import { asFailure } from "../api/client.ts";
import { configQuery } from "../api/queries.ts";
import { createTaskList } from "../inbox/task-list.ts";
import { Logo } from "../ui/logo.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { createTitleBadge } from "../ui/title.ts";
import { Account } from "./account.tsx";
import { AttentionToast } from "./attention-toast.tsx";
import { Overlays } from "./overlays.tsx";

const NAV_LINK =
  "flex items-center gap-2.5 rounded-control px-2 h-8 text-mute hover:bg-hover hover:text-fg " +
  "aria-[current=page]:bg-hover aria-[current=page]:text-fg aria-[current=page]:font-medium";
const TAB_LINK =
  "flex flex-1 flex-col items-center justify-center gap-0.5 h-14 text-small text-mute " +
  "aria-[current=page]:text-accent";

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

/** Navigation around the page: a column on the left, a bar at the bottom of a phone. */
export function Shell(props: ParentProps) {
  const config = createQuery(configQuery);
  const tasks = createTaskList();
  const online = createOnline();
  createTitleBadge(tasks.needsYou);
  const count = () => (
    <Show when={tasks.needsYou() > 0}>
      <span class="ml-auto rounded-full bg-warn-soft px-1.5 text-small text-warn tabular">
        {tasks.needsYou()}
        <span class="sr-only"> need you</span>
      </span>
    </Show>
  );
  return (
    <div class="flex h-full max-md:flex-col">
      <Overlays />
      <AttentionToast tasks={tasks.tasks()} ready={tasks.query.isSuccess} />
      <a
        href="#main"
        class="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-raised focus:p-2"
      >
        Skip to content
      </a>
      <nav
        aria-label="Main"
        class="flex w-52 shrink-0 flex-col gap-0.5 border-r border-line bg-surface p-2 max-md:hidden"
      >
        <a href="/" class="mb-2 flex h-9 items-center gap-2.5 rounded-control px-2 text-read font-strong">
          <Logo /> Verne
        </a>
        <A
          href="/new"
          class="mb-2 flex h-8 items-center gap-2.5 rounded-control border border-line-strong bg-raised px-2 font-medium hover:bg-hover aria-[current=page]:border-accent"
        >
          <Plus size={15} aria-hidden="true" /> New task
        </A>
        <A href="/" end class={NAV_LINK}>
          <Inbox size={15} aria-hidden="true" /> Tasks {count()}
        </A>
        <A href="/usage" class={NAV_LINK}>
          <ChartColumn size={15} aria-hidden="true" /> Usage
        </A>
        <A href="/settings" class={NAV_LINK}>
          <SettingsIcon size={15} aria-hidden="true" /> Settings
        </A>
        <div class="mt-auto grid gap-1.5">
          <Show when={!online()}>
            <p role="status" class="flex items-center gap-2 px-2 text-small text-warn">
              <WifiOff size={13} aria-hidden="true" /> Offline
            </p>
          </Show>
          <Show when={config.data?.embedded}>
            <p class="px-2 text-small text-mute">Local set-up: GitHub and the demo model are stand-ins.</p>
          </Show>
          <Account />
        </div>
      </nav>
      <main id="main" tabindex="-1" class="min-h-0 min-w-0 flex-1 overflow-hidden outline-none">
        <ErrorBoundary
          fallback={(error, reset) => (
            <div class="p-6">
              <FailureNotice what="This page failed." failure={asFailure(error)} onRetry={reset} />
            </div>
          )}
        >
          {props.children}
        </ErrorBoundary>
      </main>
      <nav
        aria-label="Main"
        class="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <A href="/" end class={TAB_LINK}>
          <Inbox size={18} aria-hidden="true" /> Tasks
        </A>
        <A href="/new" class={TAB_LINK}>
          <Plus size={18} aria-hidden="true" /> New task
        </A>
        <A href="/usage" class={TAB_LINK}>
          <ChartColumn size={18} aria-hidden="true" /> Usage
        </A>
        <A href="/settings" class={TAB_LINK}>
          <SettingsIcon size={18} aria-hidden="true" /> Settings
        </A>
      </nav>
    </div>
  );
}
