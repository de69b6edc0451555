import { Dialog } from "@kobalte/core/dialog";
import { createQuery } from "@tanstack/solid-query";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { PutSharing, Sharing, TaskVisibility } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, request } from "../api/client.ts";
import { orgsQuery, queryClient, taskKey } from "../api/queries.ts";
import { CopyAddress } from "../ui/copy-address.tsx";
import { Modal, ModalClose } from "../ui/modal.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type Option, ShareOption } from "./share-option.tsx";

const OPTIONS: readonly Option[] = [
  { value: "private", label: "Only you", note: "Nobody else can open this task." },
  {
    value: "org",
    label: "Your organisation",
    note: "Its people see the task in their list, and its members steer it. It keeps running with your GitHub access and your model keys.",
  },
  {
    value: "link",
    label: "Anyone with the link",
    note: "Readers see the plan, the timeline, the diff, the tests and the log, read only. Values that look like secrets are masked.",
  },
];

/** Visibility of the task. A choice is stored at once; a refused one is reverted with the reason. */
export default function ShareDialog(props: { taskId: string; onClose: () => void }) {
  const path = () => `/api/tasks/${encodeURIComponent(props.taskId)}/sharing`;
  const key = () => ["sharing", props.taskId];
  const sharing = createQuery(() => ({
    queryKey: key(),
    queryFn: ({ signal }: { signal: AbortSignal }) => request<Sharing>(path(), { signal }),
  }));
  const orgs = createQuery(orgsQuery);
  const [asked, setAsked] = createSignal<PutSharing | null>(null);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const known = () => (sharing.isPending ? undefined : sharing.data);
  const members = () => (orgs.isSuccess ? orgs.data.items : []);
  const visibility = (): TaskVisibility | undefined => asked()?.visibility ?? known()?.visibility;
  const orgId = () => {
    const next = asked();
    return (next?.visibility === "org" ? next.org_id : known()?.org_id) ?? members()[0]?.org_id;
  };
  const put = async (next: PutSharing) => {
    if (asked()) return;
    setFailure(null);
    setAsked(next);
    try {
      const saved = await request<Sharing>(path(), { method: "PUT", body: next });
      queryClient.setQueryData(key(), saved);
      void queryClient.invalidateQueries({ queryKey: taskKey(props.taskId) });
    } catch (error) {
      setFailure(asFailure(error));
    }
    setAsked(null);
  };
  const choose = (value: TaskVisibility) => {
    if (value !== "org") return void put({ visibility: value });
    const first = orgId();
    if (first) void put({ visibility: "org", org_id: first });
  };
  return (
    <Modal onClose={props.onClose} class="max-h-full w-full max-w-md overflow-y-auto p-5">
      <div class="flex items-center">
        <Dialog.Title class="mr-auto text-read font-strong">Share this task</Dialog.Title>
        <ModalClose class="-mr-1.5" />
      </div>
      <Dialog.Description class="mb-4 text-mute">Who may read it besides you.</Dialog.Description>
      <Switch fallback={<Skeleton rows={3} label="Loading" rowClass="h-14" />}>
        <Match when={known()}>
          {(now) => (
            <fieldset class="grid min-w-0 grid-cols-1 gap-1" aria-busy={asked() !== null}>
              <legend class="sr-only">Who may read this task</legend>
              <For each={OPTIONS}>
                {(option) => (
                  <ShareOption
                    option={option}
                    chosen={visibility() === option.value}
                    busy={asked()?.visibility === option.value}
                    disabled={option.value === "org" && members().length === 0}
                    note={
                      option.value === "org" && orgs.isSuccess && members().length === 0
                        ? "You are in no organisation yet."
                        : option.note
                    }
                    onChoose={() => choose(option.value)}
                  >
                    <Show when={option.value === "org" && visibility() === "org" && members().length > 0}>
                      <label class="mt-2 block">
                        <span class="sr-only">Organisation</span>
                        <select
                          class="field-text h-8 max-md:h-11 w-full rounded-control border border-line-strong bg-raised px-2"
                          value={orgId()}
                          onChange={(event) =>
                            void put({ visibility: "org", org_id: event.currentTarget.value })
                          }
                        >
                          <For each={members()}>
                            {(org) => (
                              <option value={org.org_id} selected={org.org_id === orgId()}>
                                {org.name}
                              </option>
                            )}
                          </For>
                        </select>
                      </label>
                    </Show>
                    <Show when={option.value === "link" && !asked() && now().url}>
                      {(url) => (
                        <CopyAddress
                          label="Address to share"
                          url={url()}
                          note="Choosing another setting ends this link for good. Sharing again makes a new one."
                        />
                      )}
                    </Show>
                  </ShareOption>
                )}
              </For>
            </fieldset>
          )}
        </Match>
        <Match when={sharing.error}>
          {(error) => (
            <FailureNotice
              what="Sharing could not be read."
              failure={asFailure(error())}
              onRetry={() => void sharing.refetch()}
            />
          )}
        </Match>
      </Switch>
      <Show when={failure()}>
        {(found) => (
          <div class="mt-3">
            <FailureNotice
              what="Sharing was not changed."
              failure={found()}
              onDismiss={() => setFailure(null)}
            />
          </div>
        )}
      </Show>
    </Modal>
  );
}
