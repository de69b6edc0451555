import BookOpenCheck from "lucide-solid/icons/book-open-check";
import { Show } from "solid-js";
import { FindingList } from "../reading/finding-list.tsx";
import { readingNote, readingTitle } from "../reading/reading-words.ts";
import type { Entry } from "./entries.ts";
import { Rail, Sign } from "./rail.tsx";
import { useTimeline } from "./selection.ts";

/** What a second reader found in the change. */
export default function ReadingEntry(props: { entry: Extract<Entry, { kind: "reading" }> }) {
  const timeline = useTimeline();
  const findings = () => props.entry.reading.findings;
  return (
    <Rail icon={<Sign of={BookOpenCheck} colour={findings().length > 0 ? "text-warn" : "text-ok"} />}>
      <p class="font-medium">{readingTitle(props.entry.reading)}</p>
      <p class="text-small text-mute">{readingNote(props.entry.reading)}</p>
      <Show when={findings().length > 0}>
        <FindingList
          findings={findings()}
          onOpen={(file) => timeline.open({ ev: props.entry.id, pane: "diff", file })}
        />
      </Show>
    </Rail>
  );
}
