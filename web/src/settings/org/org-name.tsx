import { createSignal, Show } from "solid-js";
import type { Org, PutOrg } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { fieldProblem, request } from "../../api/client.ts";
import { orgsQuery } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { createKeptText } from "../../ui/kept-text.ts";
import { FailureNotice } from "../../ui/notice.tsx";

const orgsKey = () => orgsQuery().queryKey;

/** Form that creates an organisation. `first`: the user is in none yet, so its purpose is explained. */
export function FoundForm(props: { first: boolean; onFounded: (org: Org) => void; onCancel: () => void }) {
  const [name, setName] = createKeptText("verne.org.name");
  const change = createChange(orgsKey);
  const [missing, setMissing] = createSignal(false);
  const problem = () => (missing() ? "Enter a name." : fieldProblem(change.failure(), "name"));
  const found = async (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(name().trim() === "");
    if (missing()) return;
    const body: PutOrg = { name: name().trim() };
    let org: Org | undefined;
    const done = await change.run(async () => {
      org = await request<Org>("/api/orgs", { method: "POST", body });
    });
    if (!done || !org) return;
    setName("");
    props.onFounded(org);
  };
  return (
    <form onSubmit={found} novalidate class="rounded-card border border-line px-4 py-4">
      <Show when={props.first}>
        <h2 class="font-strong">You are in no organisation yet</h2>
        <p class="mb-3 text-mute">
          Create one and invite people. Your tasks stay private until you share them one by one.
        </p>
      </Show>
      <TextField
        label="Name"
        placeholder="Analytical Engines"
        maxlength={80}
        value={name()}
        problem={problem()}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Show when={!problem() && change.failure()}>
        {(failure) => (
          <div class="mt-3">
            <FailureNotice what="It was not created." failure={failure()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
      <div class="mt-3 flex gap-2">
        <Button type="submit" variant="primary" busy={change.busy()}>
          Create organisation
        </Button>
        <Show when={!props.first}>
          <Button variant="quiet" onClick={() => props.onCancel()}>
            Cancel
          </Button>
        </Show>
      </div>
    </form>
  );
}

/** The name, which owners change in place. */
export function OrgName(props: { org: Org }) {
  const [name, setName] = createSignal<string | null>(null);
  const change = createChange(orgsKey);
  let rename: HTMLButtonElement | undefined;
  const close = () => {
    change.clear();
    setName(null);
    rename?.focus();
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body: PutOrg = { name: (name() ?? "").trim() };
    if (await change.run(() => request<Org>(`/api/orgs/${props.org.org_id}`, { method: "PATCH", body })))
      close();
  };
  return (
    <Show
      when={name() !== null}
      fallback={
        <div class="flex items-center gap-2">
          <h2 class="min-w-0 flex-1 text-read font-strong [overflow-wrap:anywhere]">{props.org.name}</h2>
          <Button
            ref={rename}
            disabled={props.org.role !== "owner"}
            title={props.org.role === "owner" ? undefined : "Only an owner may rename the organisation."}
            onClick={() => setName(props.org.name)}
          >
            Rename
          </Button>
        </div>
      }
    >
      <h2 class="sr-only">{props.org.name}</h2>
      <form onSubmit={save} novalidate class="grid gap-2">
        <TextField
          label="Name"
          maxlength={80}
          ref={(field) => queueMicrotask(() => field.select())}
          value={name() ?? ""}
          problem={change.failure()?.message}
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") close();
          }}
        />
        <div class="flex gap-2">
          <Button type="submit" variant="primary" busy={change.busy()} disabled={name()?.trim() === ""}>
            Save
          </Button>
          <Button variant="quiet" onClick={close}>
            Cancel
          </Button>
        </div>
      </form>
    </Show>
  );
}
