import { A, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import Plus from "lucide-solid/icons/plus";
import { For, lazy, Match, Show, Suspense, Switch } from "solid-js";
import type { Org } from "../../../../worker/protocol/index.ts";
import { asFailure } from "../../api/client.ts";
import { meQuery, orgsQuery, peopleQuery } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { PageHead } from "../page-head.tsx";
import { Invites } from "./invites.tsx";
import { LeaveOrDelete } from "./leave-or-delete.tsx";
import { FoundForm, OrgName } from "./org-name.tsx";
import { People } from "./people.tsx";
import { labelOf, managesPeople, ROLES } from "./roles.ts";

const OrgNetwork = lazy(() => import("../network-rules.tsx"));

const NEW = "new";

/** Settings of an organisation: members, roles, invitations, network rules. */
export default function Organisation() {
  const [params, setParams] = useSearchParams<{ org?: string }>();
  const orgs = createQuery(orgsQuery);
  const items = () => (orgs.isSuccess ? orgs.data.items : undefined);
  const chosen = (): Org | undefined =>
    params.org === NEW ? undefined : (items()?.find((org) => org.org_id === params.org) ?? items()?.[0]);
  const choose = (org: string | undefined) => setParams({ org }, { replace: true });
  return (
    <>
      <PageHead title="Organisation">
        Share tasks with the people you work with. A task keeps running with its owner's GitHub access and
        model keys, whoever steers it.
      </PageHead>
      <div class="mt-6">
        <Switch>
          <Match when={orgs.isPending}>
            <Skeleton rows={3} label="Loading your organisations" rowClass="h-14 px-4" />
          </Match>
          <Match when={orgs.error}>
            {(error) => (
              <FailureNotice
                what="Your organisations could not be loaded."
                failure={asFailure(error())}
                onRetry={() => void orgs.refetch()}
              />
            )}
          </Match>
          <Match when={items()}>
            {(list) => (
              <>
                <Show when={list().length > 0}>
                  <Chooser orgs={list()} value={chosen()?.org_id ?? NEW} onChange={choose} />
                </Show>
                <Show
                  when={chosen()?.org_id}
                  keyed
                  fallback={
                    <FoundForm
                      first={list().length === 0}
                      onFounded={(org) => choose(org.org_id)}
                      onCancel={() => choose(undefined)}
                    />
                  }
                >
                  <Show when={chosen()}>
                    {(org) => <OrgView org={org()} onGone={() => choose(undefined)} />}
                  </Show>
                  <div class="mt-8 border-t border-line pt-4">
                    <Button variant="quiet" class="-ml-3" onClick={() => choose(NEW)}>
                      <Plus size={14} aria-hidden="true" /> New organisation
                    </Button>
                  </div>
                </Show>
              </>
            )}
          </Match>
        </Switch>
      </div>
    </>
  );
}

const Chooser = (props: { orgs: readonly Org[]; value: string; onChange: (org: string) => void }) => (
  <Show when={props.orgs.length > 1 || props.value === NEW}>
    <select
      aria-label="Organisation"
      class="field-text mb-6 h-8 max-md:h-11 w-full rounded-control border border-line-strong bg-raised px-2"
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <For each={props.orgs}>
        {(org) => (
          <option value={org.org_id} selected={org.org_id === props.value}>
            {org.name}
          </option>
        )}
      </For>
      <Show when={props.value === NEW}>
        <option value={NEW} selected>
          New organisation
        </option>
      </Show>
    </select>
  </Show>
);

function OrgView(props: { org: Org; onGone: () => void }) {
  const people = createQuery(() => peopleQuery(props.org.org_id));
  const me = createQuery(meQuery);
  return (
    <>
      <OrgName org={props.org} />
      <p class="mt-1.5 text-mute">
        Your role: {labelOf(props.org.role).toLowerCase()}, who{" "}
        {ROLES.find(({ role }) => role === props.org.role)?.note}.
      </p>
      <Show when={managesPeople(props.org.role)}>
        <A
          href={`/settings/audit?org=${props.org.org_id}`}
          class="mt-1.5 inline-block text-accent hover:underline max-md:py-2.5"
        >
          Who did what in {props.org.name}
        </A>
      </Show>
      <Switch>
        <Match when={people.isPending}>
          <div class="mt-6">
            <Skeleton rows={props.org.members} label="Loading people" rowClass="h-14 px-4" />
          </div>
        </Match>
        <Match when={people.error}>
          {(error) => (
            <div class="mt-6">
              <FailureNotice
                what="The people could not be loaded."
                failure={asFailure(error())}
                onRetry={() => void people.refetch()}
              />
            </div>
          )}
        </Match>
        <Match when={people.data}>
          {(known) => (
            <>
              <People org={props.org} members={known().members} me={me.data?.user_id ?? null} />
              <Invites org={props.org} invites={known().invites} />
              <Suspense>
                <OrgNetwork org={props.org} />
              </Suspense>
              <LeaveOrDelete
                org={props.org}
                members={known().members}
                me={me.data?.user_id ?? null}
                onGone={props.onGone}
              />
            </>
          )}
        </Match>
      </Switch>
    </>
  );
}
