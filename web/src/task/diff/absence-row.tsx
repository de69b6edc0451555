import { Show } from "solid-js";
import { Button } from "../../ui/button.tsx";

/** Placeholder for the lines of a file that are not shown: the reason, and a button that shows them. */
export const AbsenceRow = (props: { text: string; path: string; onShow: (() => void) | null }) => (
  <div class="flex min-h-9 items-center gap-2 px-4 font-sans text-ui text-mute">
    <span>{props.text}</span>
    <Show when={props.onShow}>
      {(show) => (
        <Button
          variant="quiet"
          class="h-7! px-2 text-accent! max-md:h-11!"
          aria-label={`Show the lines of ${props.path}`}
          onClick={() => show()()}
        >
          Show
        </Button>
      )}
    </Show>
  </div>
);
