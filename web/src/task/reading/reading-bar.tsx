import BookOpenCheck from "lucide-solid/icons/book-open-check";
import { createMemo, Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { ExpandingBar } from "../expanding-bar.tsx";
import type { TaskModel } from "../model.ts";
import { FindingList } from "./finding-list.tsx";
import { readingNote, readingTitle } from "./reading-words.ts";

/** The second reader's findings above the diff; nothing where there are none. They hold nothing up. */
export function ReadingBar(props: { task: TaskModel; view: TaskView }) {
  const reading = createMemo(() => {
    const entry = props.task.stream.journal().timeline.findLast(({ kind }) => kind === "reading");
    return entry?.kind === "reading" && entry.reading.findings.length > 0 ? entry.reading : null;
  });
  return (
    <Show when={reading()}>
      {(found) => (
        <ExpandingBar
          label="Second reader"
          id="second-reader"
          icon={<BookOpenCheck size={14} class="shrink-0 text-mute" aria-hidden="true" />}
          summary={
            <>
              {readingTitle(found())}
              <Show when={found().tree !== props.view.tree}> · in the change before this one</Show>
            </>
          }
        >
          <p class="pt-2 text-mute">{readingNote(found())}</p>
          <FindingList findings={found().findings} />
        </ExpandingBar>
      )}
    </Show>
  );
}
