import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { createKeptText } from "../../ui/kept-text.ts";
import type { TaskModel } from "../model.ts";

/** Asks the agent for another plan. The text is kept until the Worker has accepted it. */
export function RefineForm(props: { task: TaskModel }) {
  const [text, type] = createKeptText(`verne.refine.${props.task.id}`);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const asked = text().trim();
    if (asked && (await props.task.commands.refine(asked))) type("");
  };
  return (
    <form onSubmit={send} class="mt-8 border-t border-line pt-4">
      <TextArea
        label="Ask for a different plan"
        placeholder="What should be planned differently?"
        rows={2}
        value={text()}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <div class="mt-2 flex justify-end">
        <Button
          type="submit"
          busy={props.task.commands.pending() === "refine"}
          disabled={text().trim() === "" || !props.task.may("refine")}
        >
          Refine
        </Button>
      </div>
    </form>
  );
}
