import { createSignal, Show } from "solid-js";
import type { ApiKey, ProviderId, PutApiKey } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, fieldProblem, request } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { FailureNotice } from "../ui/notice.tsx";

export interface KeyProvider {
  id: ProviderId;
  label: string;
  note: string;
  /** Asks for the server's base URL as well. */
  needsUrl: boolean;
}

/** One provider: whether a key is stored, and the forms to set, replace and delete it. */
export function KeyRow(props: { provider: KeyProvider; stored: ApiKey | null }) {
  const [editing, setEditing] = createSignal(false);
  const [confirming, setConfirming] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const path = () => `/api/keys/${props.provider.id}`;

  const run = async (send: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailure(null);
    try {
      await send();
      await queryClient.invalidateQueries({ queryKey: ["keys"] });
      void queryClient.invalidateQueries({ queryKey: ["models"] });
      return true;
    } catch (error) {
      setFailure(asFailure(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const save = async (body: PutApiKey) => {
    if (await run(() => request<void>(path(), { method: "PUT", body }))) setEditing(false);
  };
  const remove = async () => {
    if (await run(() => request<void>(path(), { method: "DELETE" }))) setConfirming(false);
  };

  return (
    <div class="px-4 py-3">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div class="min-w-0 flex-1">
          <h3 class="font-medium">{props.provider.label}</h3>
          <p class="truncate text-small text-mute">
            <Show when={props.stored} fallback={props.provider.note}>
              {(key) => (
                <>
                  Key ends in <span class="font-mono">{key().last4}</span>
                  <Show when={key().base_url}>{(url) => <> · {url()}</>}</Show>
                </>
              )}
            </Show>
          </p>
        </div>
        <Show
          when={confirming()}
          fallback={
            <Show when={!editing()}>
              <Button
                onClick={() => setEditing(true)}
                aria-label={`${props.stored ? "Replace" : "Add key"} for ${props.provider.label}`}
              >
                {props.stored ? "Replace" : "Add key"}
              </Button>
              <Show when={props.stored}>
                <Button
                  variant="danger"
                  onClick={() => setConfirming(true)}
                  aria-label={`Delete key for ${props.provider.label}`}
                >
                  Delete
                </Button>
              </Show>
            </Show>
          }
        >
          <span class="text-mute">Delete this key?</span>
          <Button variant="danger" busy={busy()} onClick={() => void remove()}>
            Delete key
          </Button>
          <Button variant="quiet" onClick={() => setConfirming(false)}>
            Keep it
          </Button>
        </Show>
      </div>
      <Show when={editing()}>
        <KeyForm
          provider={props.provider}
          baseUrl={props.stored?.base_url ?? ""}
          failure={failure()}
          busy={busy()}
          onSave={save}
          onCancel={() => {
            setEditing(false);
            setFailure(null);
          }}
        />
      </Show>
      <Show when={!editing() && failure()}>
        {(reason) => (
          <div class="mt-2">
            <FailureNotice
              what="The key was not changed."
              failure={reason()}
              onDismiss={() => setFailure(null)}
            />
          </div>
        )}
      </Show>
    </div>
  );
}

function KeyForm(props: {
  provider: KeyProvider;
  baseUrl: string;
  failure: ApiFailure | null;
  busy: boolean;
  onSave: (body: PutApiKey) => void;
  onCancel: () => void;
}) {
  const [key, setKey] = createSignal("");
  const [url, setUrl] = createSignal(props.baseUrl);
  const [missing, setMissing] = createSignal<"key" | "url" | null>(null);
  const problem = (field: "key" | "base_url") => fieldProblem(props.failure, field);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const lacks = props.provider.needsUrl && url().trim() === "" ? "url" : key().trim() === "" ? "key" : null;
    setMissing(lacks);
    if (lacks) return;
    props.onSave({ key: key().trim(), base_url: props.provider.needsUrl ? url().trim() : null });
  };
  return (
    <form onSubmit={submit} novalidate class="mt-3 grid gap-3">
      <Show when={props.provider.needsUrl}>
        <TextField
          label="Base URL"
          type="url"
          inputmode="url"
          placeholder="http://127.0.0.1:11434/v1"
          value={url()}
          onInput={(event) => setUrl(event.currentTarget.value)}
          problem={missing() === "url" ? "Enter the address of the server." : problem("base_url")}
          note="The address that ends before /chat/completions."
        />
      </Show>
      <TextField
        label="API key"
        type="password"
        autocomplete="off"
        spellcheck={false}
        class="font-mono"
        value={key()}
        onInput={(event) => setKey(event.currentTarget.value)}
        problem={missing() === "key" ? "Enter a key." : problem("key")}
        note={props.provider.needsUrl ? "A server without keys takes any word." : undefined}
      />
      <Show when={props.failure && !problem("key") && !problem("base_url") && props.failure}>
        {(reason) => <FailureNotice what="The key was not saved." failure={reason()} />}
      </Show>
      <div class="flex gap-2">
        <Button type="submit" variant="primary" busy={props.busy}>
          Save key
        </Button>
        <Button variant="quiet" onClick={() => props.onCancel()}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
