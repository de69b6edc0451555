import { createSignal, Show } from "solid-js";
import type { PutApiKey } from "../../../../worker/protocol/index.ts";
import { type ApiFailure, fieldProblem } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { FailureNotice } from "../../ui/notice.tsx";

/** Takes a new key. It is sent once and kept nowhere in the browser. */
export function KeyForm(props: {
  /** True: asks for the URL of the server as well. */
  needsUrl: boolean;
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
    const { needsUrl } = props;
    // A self-hosted server may need no key.
    const lacks = needsUrl ? (url().trim() === "" ? "url" : null) : key().trim() === "" ? "key" : null;
    setMissing(lacks);
    if (lacks) return;
    props.onSave({ key: key().trim() || undefined, base_url: needsUrl ? url().trim() : null });
  };
  return (
    <form onSubmit={submit} novalidate class="mt-3 grid gap-3">
      <Show when={props.needsUrl}>
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
        note={props.needsUrl ? "Leave it empty for a server that asks for none." : undefined}
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
