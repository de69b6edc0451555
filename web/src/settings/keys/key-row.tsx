import { createSignal, Show } from "solid-js";
import type { ApiKey, ProviderId, PutApiKey } from "../../../../worker/protocol/index.ts";
import { PROVIDERS } from "../../../../worker/protocol/providers.ts";
import { createChange } from "../../api/change.ts";
import { request } from "../../api/client.ts";
import { keysQuery, queryClient } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { KeyForm } from "./key-form.tsx";
import { KeyTestResult } from "./key-test.tsx";

/** One provider: whether a key is stored, whether it works, and the forms to set, replace and delete it. */
export function KeyRow(props: { provider: ProviderId; stored: ApiKey | null }) {
  const [editing, setEditing] = createSignal(false);
  const [confirming, setConfirming] = createSignal(false);
  const change = createChange(() => keysQuery().queryKey);
  const [tests, setTests] = createSignal(0);
  const facts = () => PROVIDERS[props.provider];
  const path = () => `/api/keys/${props.provider}`;

  const run = async (send: () => Promise<unknown>): Promise<boolean> => {
    const done = await change.run(send);
    if (done) void queryClient.invalidateQueries({ queryKey: ["models"] });
    return done;
  };
  const save = async (body: PutApiKey) => {
    setTests(0);
    if (await run(() => request<void>(path(), { method: "PUT", body }))) setEditing(false);
  };
  const remove = async () => {
    if (await run(() => request<void>(path(), { method: "DELETE" }))) setConfirming(false);
  };

  return (
    <div class="px-4 py-3">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div class={`min-w-0 flex-1 ${props.stored ? "max-md:basis-full" : ""}`}>
          <h2 class="font-medium">{facts().label}</h2>
          <p class="text-small text-mute [overflow-wrap:anywhere]">
            <Show when={props.stored} fallback={facts().keyNote}>
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
              <Show when={props.stored}>
                <Button onClick={() => setTests(tests() + 1)} aria-label={`Test key for ${facts().label}`}>
                  Test
                </Button>
              </Show>
              <Button
                onClick={() => setEditing(true)}
                aria-label={`${props.stored ? "Replace" : "Add key"} for ${facts().label}`}
              >
                {props.stored ? "Replace" : "Add key"}
              </Button>
              <Show when={props.stored}>
                <Button
                  variant="danger"
                  onClick={() => setConfirming(true)}
                  aria-label={`Delete key for ${facts().label}`}
                >
                  Delete
                </Button>
              </Show>
            </Show>
          }
        >
          <span class="text-mute">Delete this key?</span>
          <Button variant="danger" busy={change.busy()} onClick={() => void remove()}>
            Delete key
          </Button>
          <Button variant="quiet" onClick={() => setConfirming(false)}>
            Keep it
          </Button>
        </Show>
      </div>
      <Show when={props.stored && !editing() && tests()} keyed>
        <KeyTestResult provider={props.provider} />
      </Show>
      <Show when={editing()}>
        <KeyForm
          needsUrl={facts().takesUrl}
          baseUrl={props.stored?.base_url ?? ""}
          failure={change.failure()}
          busy={change.busy()}
          onSave={save}
          onCancel={() => {
            setEditing(false);
            change.clear();
          }}
        />
      </Show>
      <Show when={!editing() && change.failure()}>
        {(reason) => (
          <div class="mt-2">
            <FailureNotice what="The key was not changed." failure={reason()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
    </div>
  );
}
