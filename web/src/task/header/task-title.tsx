import { createSignal, Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import type { TaskModel } from "../model.ts";

const MAX_TITLE_CHARS = 200;

/** The task's title. Its owner can change it in place: click, Enter or F2 on it; Esc leaves it as it was. */
export function TaskTitle(props: { task: TaskModel; view: TaskView }) {
  const [typed, setTyped] = createSignal<string | null>(null);
  let button: HTMLButtonElement | undefined;
  const begin = (text: string) => setTyped(text);
  const leave = (refocus: boolean) => {
    setTyped(null);
    if (refocus) queueMicrotask(() => button?.focus());
  };
  const save = async (refocus: boolean) => {
    const title = typed()?.trim() ?? "";
    leave(refocus);
    if (title === "" || title === props.view.title) return;
    // After a refusal the field opens again with the typed text.
    if (!(await props.task.properties.rename(title))) begin(title);
  };
  return (
    <h1 class="-mx-1.5 min-w-0 font-strong max-md:flex-1">
      <Show
        when={props.view.access === "owner"}
        fallback={<span class="block truncate px-1.5">{props.view.title}</span>}
      >
        <Show
          when={typed() !== null}
          fallback={
            <button
              ref={button}
              type="button"
              title="Rename"
              class="block max-w-full truncate rounded-control px-1.5 py-0.5 text-left hover:bg-hover max-md:min-h-8"
              onClick={() => begin(props.view.title)}
              onKeyDown={(event) => event.key === "F2" && begin(props.view.title)}
            >
              {props.view.title}
            </button>
          }
        >
          <input
            ref={(field) =>
              queueMicrotask(() => {
                field.focus();
                field.select();
              })
            }
            aria-label="Title of the task"
            maxlength={MAX_TITLE_CHARS}
            autocomplete="off"
            class="field-text block w-[min(56ch,40vw)] max-w-full rounded-control border border-accent bg-raised px-1.5 py-px font-strong outline-1 -outline-offset-2 outline-accent max-md:w-full"
            value={typed() ?? ""}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onBlur={() => typed() !== null && void save(false)}
            onKeyDown={(event) => {
              if (event.key === "Enter") void save(true);
              if (event.key === "Escape") leave(true);
            }}
          />
        </Show>
      </Show>
    </h1>
  );
}
