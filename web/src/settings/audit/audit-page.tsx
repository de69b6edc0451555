import { useSearchParams } from "@solidjs/router";
import { createInfiniteQuery, createQuery } from "@tanstack/solid-query";
import Download from "lucide-solid/icons/download";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { AuditEntry, AuditPage as Page } from "../../../../worker/protocol/index.ts";
import { asFailure, requestFile } from "../../api/client.ts";
import { auditPage, auditPath, meQuery, orgsQuery } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { formatAge } from "../../ui/time.ts";
import { showToast } from "../../ui/toast.ts";
import { managesPeople } from "../org/roles.ts";
import { PageHead } from "../page-head.tsx";
import { actionWords, actorWords } from "./audit-words.ts";

/** The audit log: of the user's own actions and tasks or, for owners and admins, of an organisation. */
export default function AuditLog() {
  const [params, setParams] = useSearchParams<{ org?: string }>();
  const orgs = createQuery(orgsQuery);
  const me = createQuery(meQuery);
  const managedOrgs = () => orgs.data?.items.filter((org) => managesPeople(org.role)) ?? [];
  const org = () => params.org ?? "";
  const log = createInfiniteQuery(() => ({
    queryKey: ["audit", org()],
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
      auditPage(org(), pageParam, signal),
    initialPageParam: null as string | null, // the first page has no cursor
    getNextPageParam: (page: Page) => page.next_cursor,
  }));
  const entries = () => log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title="Audit log">
        Who did what. Nobody can change or remove an entry. It holds no key, and nothing that anybody wrote.
      </PageHead>
      <div class="mt-6 flex flex-wrap items-center gap-2">
        <Show when={managedOrgs().length > 0}>
          <select
            aria-label="Whose log"
            class="field-text h-8 max-md:h-11 min-w-0 flex-1 max-md:basis-full rounded-control border border-line-strong bg-raised px-2"
            onChange={(event) =>
              setParams({ org: event.currentTarget.value || undefined }, { replace: true })
            }
          >
            <option value="" selected={org() === ""}>
              You, and what is yours
            </option>
            <For each={managedOrgs()}>
              {(one) => (
                <option value={one.org_id} selected={one.org_id === org()}>
                  {one.name}
                </option>
              )}
            </For>
          </select>
        </Show>
        <Export org={org()} />
      </div>
      <div class="mt-4">
        <Switch>
          <Match when={log.isPending}>
            <Skeleton rows={6} label="Loading the log" rowClass="h-12 px-4" />
          </Match>
          <Match when={log.error}>
            {(error) => (
              <FailureNotice
                what="The log could not be loaded."
                failure={asFailure(error())}
                onRetry={() => void log.refetch()}
              />
            )}
          </Match>
          <Match when={entries().length === 0}>
            <p class="text-mute">Nothing yet.</p>
          </Match>
          <Match when={true}>
            <ul aria-label="Entries" class="divide-y divide-line rounded-card border border-line">
              <For each={entries()}>{(entry) => <Row entry={entry} me={me.data?.user_id ?? null} />}</For>
            </ul>
            <Show when={log.hasNextPage}>
              <Button class="mt-3" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                Show earlier
              </Button>
            </Show>
          </Match>
        </Switch>
      </div>
    </>
  );
}

const Row = (props: { entry: AuditEntry; me: string | null }) => (
  <li class="flex items-baseline gap-3 px-4 py-2.5">
    <p class="min-w-0 flex-1 [overflow-wrap:anywhere]">
      <span class="font-medium">{actorWords(props.entry, props.me)}</span>{" "}
      <span class="text-mute">{actionWords(props.entry, props.me)}</span>
    </p>
    <Show when={props.entry.target.kind === "task"}>
      <a href={`/t/${props.entry.target.id}`} class="shrink-0 text-small text-accent hover:underline">
        Task
      </a>
    </Show>
    <time
      datetime={props.entry.at}
      title={new Date(props.entry.at).toLocaleString()}
      class="w-12 shrink-0 text-right text-small text-mute"
    >
      {formatAge(props.entry.at, Date.now())}
    </time>
  </li>
);

function Export(props: { org: string }) {
  const [busy, setBusy] = createSignal<string | null>(null);
  const save = async (format: "csv" | "ndjson") => {
    setBusy(format);
    try {
      const file = await requestFile(auditPath(props.org, "/export", { format }));
      saveFile(file, `verne-audit-${new Date().toISOString().slice(0, 10)}.${format}`);
    } catch (error) {
      await showToast({ text: "The log was not exported.", detail: asFailure(error).message, tone: "bad" });
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <Button busy={busy() === "csv"} disabled={busy() !== null} onClick={() => void save("csv")}>
        <Download size={14} aria-hidden="true" /> CSV
      </Button>
      <Button busy={busy() === "ndjson"} disabled={busy() !== null} onClick={() => void save("ndjson")}>
        <Download size={14} aria-hidden="true" /> NDJSON
      </Button>
    </>
  );
}
