import { onCleanup, onMount } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { TextArea } from "../../../ui/field.tsx";
import { Markdown } from "../../../ui/markdown.tsx";
import type { Note } from "./review.ts";

/** A comment that waits in the tray. */
export const NoteCard = (props: { note: Note; onEdit: () => void; onRemove: () => void }) => (
  <div class="m-2 flex items-start gap-1 rounded-card border border-line bg-raised px-3 py-2 font-sans text-ui whitespace-normal">
    <div class="min-w-0 flex-1">
      <Markdown text={props.note.text} lines />
    </div>
    <Button variant="quiet" class="h-6! px-2 max-md:h-11!" onClick={() => props.onEdit()}>
      Edit
    </Button>
    <Button variant="quiet" class="h-6! px-2 max-md:h-11!" onClick={() => props.onRemove()}>
      Remove
    </Button>
  </div>
);

/** How many frames the view around the form may take to show it. */
const PATIENCE_FRAMES = 120;

/** Focuses a field as soon as it is part of the page: the view that asked for it may still be drawing. */
function focusOnceShown(find: () => HTMLElement | null | undefined): void {
  let left = PATIENCE_FRAMES;
  let frame = 0;
  const attempt = () => {
    const field = find();
    field?.focus({ preventScroll: true });
    left -= 1;
    if (left > 0 && document.activeElement !== field) frame = requestAnimationFrame(attempt);
  };
  frame = requestAnimationFrame(attempt);
  onCleanup(() => cancelAnimationFrame(frame));
}

/** The comment that is being written. What is typed is kept as it is typed. */
export const NoteForm = (props: {
  where: string;
  text: string;
  onType: (text: string) => void;
  onKeep: () => void;
  onCancel: () => void;
}) => {
  let form: HTMLFormElement | undefined;
  onMount(() => focusOnceShown(() => form?.querySelector("textarea")));
  return (
    <form
      ref={form}
      class="m-2 grid max-w-xl gap-2 rounded-card border border-line bg-raised p-3 font-sans text-ui whitespace-normal"
      onSubmit={(event) => {
        event.preventDefault();
        props.onKeep();
      }}
    >
      <TextArea
        label={`Comment on ${props.where}`}
        rows={2}
        placeholder="What should be different here?"
        value={props.text}
        onInput={(event) => props.onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            props.onKeep();
          }
          if (event.key === "Escape") props.onCancel();
        }}
      />
      <div class="flex justify-end gap-2">
        <Button variant="quiet" onClick={() => props.onCancel()}>
          Cancel
        </Button>
        <Button type="submit">Add comment</Button>
      </div>
    </form>
  );
};
