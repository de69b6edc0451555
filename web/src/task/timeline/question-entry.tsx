import CircleHelp from "lucide-solid/icons/circle-question-mark";
import { For, lazy, Show, Suspense } from "solid-js";
import { MarkdownLine } from "../../ui/markdown.tsx";
import type { Entry } from "./entries.ts";
import { Rail, Sign } from "./rail.tsx";
import { useTimeline } from "./selection.ts";

const AnswerForm = lazy(async () => ({ default: (await import("../questions/answer-form.tsx")).AnswerForm }));

/** Questions of the agent, with fields for the answers while the task accepts messages. */
export const QuestionEntry = (props: { entry: Extract<Entry, { kind: "question" }> }) => {
  const { task } = useTimeline();
  // The question that the task waits with has its fields above the timeline.
  const open = () => !props.entry.answered && task.allows("message") && task.view()?.asks !== true;
  const questions = () => (
    <ul class="text-mute">
      <For each={props.entry.questions}>
        {(question) => (
          <li>
            <MarkdownLine text={question} />
          </li>
        )}
      </For>
    </ul>
  );
  return (
    <Rail icon={<Sign of={CircleHelp} colour={open() ? "text-warn" : "text-mute"} />}>
      <p class="font-medium">
        {props.entry.questions.length === 1 ? "The agent asks" : "The agent asks you"}
      </p>
      <Show when={open()} fallback={questions()}>
        <div class="mt-2 rounded-card border border-line bg-surface p-3">
          <Suspense fallback={questions()}>
            <AnswerForm
              questions={props.entry.questions}
              keep={`verne.answers.${task.id}.${props.entry.id}`}
              onSend={task.commands.message}
              busy={task.commands.pending() === "message"}
              disabled={!task.may("message")}
              note="The agent goes on with your answer."
            />
          </Suspense>
        </div>
      </Show>
    </Rail>
  );
};
