import { createSignal, For, Show } from "solid-js";
import type { KnowledgeItem, KnowledgeKind, PutKnowledge } from "../../../worker/protocol/index.ts";
import { createChange } from "../api/change.ts";
import { fieldProblem, request } from "../api/client.ts";
import { knowledgeKey } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { createKeptText } from "../ui/kept-text.ts";
import { FailureNotice } from "../ui/notice.tsx";

const KINDS: readonly { value: KnowledgeKind; label: string }[] = [
  { value: "convention", label: "Convention" },
  { value: "command", label: "Command" },
];

/** Form that adds an entry to what the agent knows about a repository. */
export function AddKnowledge(props: { repo: string }) {
  const [text, setText] = createKeptText(`verne.knowledge.${props.repo}`);
  const [kind, setKind] = createSignal<KnowledgeKind>("convention");
  const change = createChange(() => knowledgeKey(props.repo));
  const problem = () => fieldProblem(change.failure(), "text");
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const body: PutKnowledge = { repo_full_name: props.repo, kind: kind(), text: text().trim() };
    if (body.text === "") return;
    if (await change.run(() => request<KnowledgeItem>("/api/knowledge", { method: "POST", body })))
      setText("");
  };
  return (
    <form onSubmit={add} class="grid gap-2 border-t border-line pt-4">
      <TextArea
        label="Add something it should know"
        placeholder={kind() === "command" ? "npm run test:unit" : "Errors are values; throw only for bugs."}
        rows={1}
        maxlength={2000}
        class={kind() === "command" ? "font-mono" : ""}
        value={text()}
        problem={problem()}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Show when={!problem() && change.failure()}>
        {(failure) => <FailureNotice what="It was not added." failure={failure()} onDismiss={change.clear} />}
      </Show>
      <div class="flex items-center justify-end gap-2">
        <select
          aria-label="Kind"
          class="field-text h-8 max-md:h-11 rounded-control border border-line-strong bg-raised px-1.5"
          value={kind()}
          onChange={(event) => {
            const chosen = KINDS.find((one) => one.value === event.currentTarget.value);
            if (chosen) setKind(chosen.value);
          }}
        >
          <For each={KINDS}>{(one) => <option value={one.value}>{one.label}</option>}</For>
        </select>
        <Button type="submit" busy={change.busy()} disabled={text().trim() === ""}>
          Add
        </Button>
      </div>
    </form>
  );
}
