import { A } from "@solidjs/router";
import Pencil from "lucide-solid/icons/pencil";
import Trash from "lucide-solid/icons/trash";
import { createSignal, Show } from "solid-js";
import type { EditKnowledge, KnowledgeItem } from "../../../worker/protocol/index.ts";
import { createChange } from "../api/change.ts";
import { request } from "../api/client.ts";
import { knowledgeKey } from "../api/queries.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { formatAge } from "../ui/time.ts";

/** One entry of knowledge, edited in place or deleted. */
export function KnowledgeRow(props: { item: KnowledgeItem; now: number }) {
  const [mode, setMode] = createSignal<"read" | "edit" | "forget">("read");
  const [text, setText] = createSignal("");
  const change = createChange(() => knowledgeKey(props.item.repo_full_name));
  const path = () => `/api/knowledge/${props.item.id}`;
  const edit = () => {
    setText(props.item.text);
    setMode("edit");
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body: EditKnowledge = { text: text().trim() };
    if (body.text && (await change.run(() => request<KnowledgeItem>(path(), { method: "PATCH", body }))))
      setMode("read");
  };
  const forget = () => change.run(() => request<void>(path(), { method: "DELETE" }));
  const back = () => {
    change.clear();
    setMode("read");
  };
  return (
    <div class="px-4 py-2.5">
      <Show
        when={mode() === "edit"}
        fallback={
          <div class="flex items-start gap-2">
            <div class="min-w-0 flex-1">
              <p
                class={`whitespace-pre-wrap [overflow-wrap:anywhere] ${
                  props.item.kind === "command" ? "font-mono text-code" : ""
                }`}
              >
                {props.item.text}
              </p>
              <p class="text-small text-mute">
                <Show when={props.item.source_task} fallback="Written by you">
                  {(task) => (
                    <A href={`/t/${task()}`} class="underline underline-offset-2">
                      Learned in a task
                    </A>
                  )}
                </Show>{" "}
                · {formatAge(props.item.updated_at, props.now)}
              </p>
            </div>
            <IconButton label={`Edit: ${props.item.text}`} title="Edit" onClick={edit}>
              <Pencil size={14} aria-hidden="true" />
            </IconButton>
            <IconButton label={`Delete: ${props.item.text}`} title="Delete" onClick={() => setMode("forget")}>
              <Trash size={14} aria-hidden="true" />
            </IconButton>
          </div>
        }
      >
        <form onSubmit={save} class="grid gap-2">
          <TextArea
            label="Text"
            hideLabel
            rows={1}
            maxlength={2000}
            class={props.item.kind === "command" ? "font-mono" : ""}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <div class="flex justify-end gap-2">
            <Button variant="quiet" onClick={back}>
              Cancel
            </Button>
            <Button type="submit" busy={change.busy()} disabled={text().trim() === ""}>
              Save
            </Button>
          </div>
        </form>
      </Show>
      <Show when={mode() === "forget"}>
        <div class="mt-2 flex items-center justify-end gap-2">
          <span class="text-mute">Forget this?</span>
          <Button variant="quiet" onClick={back}>
            Keep it
          </Button>
          <Button variant="danger" busy={change.busy()} onClick={() => void forget()}>
            Forget
          </Button>
        </div>
      </Show>
      <Show when={change.failure()}>
        {(failure) => (
          <div class="mt-2">
            <FailureNotice what="Nothing was changed." failure={failure()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
    </div>
  );
}
