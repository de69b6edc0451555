import { Show } from "solid-js";
import type { TaskModel } from "../model.ts";
import type { Entry } from "../timeline/entries.ts";
import { AnswerForm } from "./answer-form.tsx";

/** The question that a task waits with, with its fields: the first thing on its page. */
export default function AskedBar(props: { task: TaskModel; entry: Extract<Entry, { kind: "question" }> }) {
  return (
    <section
      aria-label="The agent asks you"
      class="max-h-[60%] shrink-0 overflow-y-auto border-b border-line bg-surface px-4 py-3"
    >
      <p class="mb-2 font-medium text-warn">The agent waits for your answer</p>
      <Show when={props.entry.id} keyed>
        {(id) => (
          <AnswerForm
            primary
            questions={props.entry.questions}
            keep={`verne.answers.${props.task.id}.${id}`}
            onSend={props.task.commands.message}
            busy={props.task.commands.pending() === "message"}
            disabled={!props.task.may("message")}
            note="The agent goes on with your answer."
          />
        )}
      </Show>
    </section>
  );
}
