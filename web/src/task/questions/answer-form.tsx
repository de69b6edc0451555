import { Index } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { createKeptText } from "../../ui/kept-text.ts";
import { MarkdownLine } from "../../ui/markdown.tsx";
import { answersText, readAnswers } from "./answers.ts";

/** The agent's questions, each with a line for the answer; all answers go out as one text. */
export function AnswerForm(props: {
  questions: readonly string[];
  /** Names the place in the browser where unsent answers are kept. */
  keep: string;
  /** Gives true once the Worker has taken the text. */
  onSend: (text: string) => Promise<boolean>;
  busy: boolean;
  disabled: boolean;
  note: string;
  /** Answering is what the page is for now. */
  primary?: boolean;
}) {
  const [stored, setStored] = createKeptText(props.keep);
  const answers = () => readAnswers(stored(), props.questions.length);
  const answer = (index: number, text: string) => {
    const next = answers().map((old, at) => (at === index ? text : old));
    setStored(next.every((one) => one === "") ? "" : JSON.stringify(next));
  };
  const text = () => answersText(props.questions, answers());
  const send = async (event?: SubmitEvent) => {
    event?.preventDefault();
    const ready = text();
    if (ready === "" || props.disabled) return;
    if (await props.onSend(ready)) setStored("");
  };
  return (
    <form onSubmit={send} class="grid gap-3">
      <Index each={props.questions}>
        {(question, index) => (
          <TextArea
            label={<MarkdownLine text={question()} />}
            rows={1}
            placeholder="Your answer"
            value={answers()[index] ?? ""}
            onInput={(event) => answer(index, event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void send();
            }}
          />
        )}
      </Index>
      <div class="flex items-center gap-3">
        <p class="min-w-0 flex-1 text-small text-mute">{props.note}</p>
        <Button
          type="submit"
          variant={props.primary ? "primary" : "secondary"}
          busy={props.busy}
          disabled={text() === "" || props.disabled}
        >
          {props.questions.length === 1 ? "Send answer" : "Send answers"}
        </Button>
      </div>
    </form>
  );
}
