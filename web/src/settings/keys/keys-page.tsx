import { createQuery } from "@tanstack/solid-query";
import { For, Match, Show, Switch } from "solid-js";
import { PROVIDER_IDS, PROVIDERS } from "../../../../worker/protocol/providers.ts";
import { asFailure } from "../../api/client.ts";
import { configQuery, keysQuery } from "../../api/queries.ts";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { PageHead } from "../page-head.tsx";
import { KeyRow } from "./key-row.tsx";

/** Every provider that takes a key. */
const KEYED = PROVIDER_IDS.filter((id) => PROVIDERS[id].key !== "none");

/** The keys of model providers: set, tested, replaced and deleted, never shown. */
export default function Keys() {
  const keys = createQuery(keysQuery);
  const config = createQuery(configQuery);
  return (
    <>
      <PageHead title="Model keys">
        Stored encrypted, used only by your tasks, and never shown again, not even to you.
        <Show when={config.data?.embedded}> The demo model needs none.</Show>
      </PageHead>
      <Switch>
        <Match when={keys.error}>
          {(error) => (
            <div class="mt-6">
              <FailureNotice
                what="Your keys could not be loaded."
                failure={asFailure(error())}
                onRetry={() => void keys.refetch()}
              />
            </div>
          )}
        </Match>
        <Match when={true}>
          <div class="mt-6 divide-y divide-line rounded-card border border-line">
            <Show
              when={keys.data}
              fallback={<Skeleton rows={KEYED.length} label="Loading your keys" rowClass="h-16 px-4" />}
            >
              {(list) => (
                <For each={KEYED}>
                  {(provider) => (
                    <KeyRow
                      provider={provider}
                      stored={list().items.find((key) => key.provider === provider) ?? null}
                    />
                  )}
                </For>
              )}
            </Show>
          </div>
        </Match>
      </Switch>
    </>
  );
}
