import FilePen from "lucide-solid/icons/file-pen";
import type { Draft } from "../../../worker/protocol/index.ts";
import { formatAge } from "../ui/time.ts";
import { ROW_AGE, ROW_FACTS, ROW_LINK } from "./task-row.tsx";

/** What a draft is called: the first line of its prompt. */
export const draftTitle = (draft: Draft): string => draft.prompt.trim().split("\n")[0] || "Untitled draft";

/** A saved draft: a link that opens it in the composer. */
export const DraftRow = (props: { draft: Draft; now: number }) => (
  <a href={`/new?draft=${props.draft.draft_id}`} data-row={props.draft.draft_id} class={ROW_LINK}>
    <FilePen size={15} class="shrink-0 text-mute" aria-hidden="true" />
    <span class="min-w-0 flex-1 truncate font-medium">{draftTitle(props.draft)}</span>
    <span class={ROW_FACTS}>
      <span class="shrink-0 md:w-36">Draft</span>
      <span aria-hidden="true" class="md:hidden">
        ·
      </span>
      <span class="min-w-0 truncate md:w-60">{props.draft.repo_full_name ?? "No repository yet"}</span>
      <span class="max-md:hidden md:w-16" />
      <time datetime={props.draft.updated_at} class={ROW_AGE}>
        {formatAge(props.draft.updated_at, props.now)}
      </time>
    </span>
  </a>
);
