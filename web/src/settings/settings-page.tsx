import { A } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import BookOpen from "lucide-solid/icons/book-open";
import { For, Match, Show, Switch } from "solid-js";
import { asFailure } from "../api/client.ts";
import { configQuery, keysQuery, meQuery } from "../api/queries.ts";
import { signOut } from "../auth/session.ts";
import { Button, linkButton } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { createTitle } from "../ui/title.ts";
import { BehaviourFields } from "./behaviour-fields.tsx";
import { KeyRow } from "./key-row.tsx";
import { PROVIDERS } from "./providers.ts";
import { ThemeField } from "./theme-field.tsx";

/** Model keys, the look of the app, and the account. */
export default function Settings() {
  const keys = createQuery(keysQuery);
  const me = createQuery(meQuery);
  const config = createQuery(configQuery);
  createTitle(() => "Settings");
  return (
    <div class="h-full overflow-y-auto">
      <div class="mx-auto max-w-[672px] px-6 py-10 max-md:px-4 max-md:py-5">
        <h1 class="text-title font-strong tracking-[-0.01em]">Settings</h1>

        <section aria-labelledby="keys" class="mt-8">
          <h2 id="keys" class="font-strong">
            Model keys
          </h2>
          <p class="text-mute">
            Stored encrypted, used only by your tasks, and never shown again, not even to you.
            <Show when={config.data?.embedded}> The demo model needs none.</Show>
          </p>
          <div class="mt-3 divide-y divide-line rounded-card border border-line">
            <Switch>
              <Match when={keys.isPending}>
                <Skeleton rows={PROVIDERS.length} label="Loading your keys" rowClass="h-16 px-4" />
              </Match>
              <Match when={keys.error}>
                {(error) => (
                  <FailureNotice
                    what="Your keys could not be loaded."
                    failure={asFailure(error())}
                    onRetry={() => void keys.refetch()}
                  />
                )}
              </Match>
              <Match when={keys.data}>
                {(list) => (
                  <For each={PROVIDERS}>
                    {(provider) => (
                      <KeyRow
                        provider={provider}
                        stored={list().items.find((key) => key.provider === provider.id) ?? null}
                      />
                    )}
                  </For>
                )}
              </Match>
            </Switch>
          </div>
        </section>

        <section aria-labelledby="knowledge" class="mt-10">
          <h2 id="knowledge" class="font-strong">
            Knowledge
          </h2>
          <p class="text-mute">
            Commands and conventions that the agent learned in your repositories, and uses in the next task.
          </p>
          <A href="/settings/knowledge" class={`mt-3 ${linkButton("secondary")}`}>
            <BookOpen size={14} aria-hidden="true" /> See and correct it
          </A>
        </section>

        <section aria-labelledby="appearance" class="mt-10">
          <h2 id="appearance" class="font-strong">
            Appearance
          </h2>
          <ThemeField />
        </section>

        <section aria-labelledby="behaviour" class="mt-10">
          <h2 id="behaviour" class="font-strong">
            Attention and keys
          </h2>
          <BehaviourFields />
        </section>

        <section aria-labelledby="account" class="mt-10">
          <h2 id="account" class="font-strong">
            Account
          </h2>
          <div class="mt-3 flex items-center gap-3 rounded-card border border-line px-4 py-3">
            <div class="min-w-0 flex-1">
              <p class="truncate font-medium">{me.data?.login ?? "Signed in"}</p>
              <p class="text-small text-mute">
                {me.data?.github_connected === false
                  ? "GitHub is no longer connected: sign out and in again."
                  : "Connected to GitHub"}
              </p>
            </div>
            <Button onClick={() => void signOut()}>Sign out of Verne</Button>
          </div>
        </section>
      </div>
    </div>
  );
}
