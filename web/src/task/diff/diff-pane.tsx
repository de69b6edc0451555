import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import Columns from "lucide-solid/icons/columns-2";
import TextWrap from "lucide-solid/icons/text-wrap";
import { createMemo, createSignal, Match, Show, Switch } from "solid-js";
import type { TaskDiff, TaskView } from "../../../../worker/protocol/index.ts";
import { asFailure } from "../../api/client.ts";
import { diffQuery } from "../../api/queries.ts";
import { IconButton } from "../../ui/button.tsx";
import { DiffStat } from "../../ui/diff-stat.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { isOver } from "../../ui/state-words.ts";
import type { TaskModel } from "../model.ts";
import { DiffView } from "./code-view.tsx";
import { FileList } from "./file-list.tsx";
import { orderFiles } from "./files.ts";

const STYLE_KEY = "verne.diff.style";

/** The whole change against the base commit, to be read before it is applied. */
export default function DiffPane(props: { task: TaskModel; view: TaskView }) {
  const revision = createMemo(() => {
    const last = props.task.stream.journal().timeline.findLast((entry) => entry.kind === "diff");
    return `${props.view.state}/${last?.id ?? "none"}`;
  });
  const query = createQuery(() => ({
    ...diffQuery(props.task.id, revision()),
    placeholderData: keepPreviousData,
  }));
  const stepNumber = (stepId: string): number | null => {
    const index = props.view.plan?.steps.findIndex((step) => step.id === stepId) ?? -1;
    return index === -1 ? null : index + 1;
  };
  const diff = () => (query.isPending ? undefined : query.data);
  return (
    <Switch fallback={<Skeleton rows={8} label="Loading the diff" rowClass="h-7 px-4" />}>
      <Match when={diff()?.files.length === 0}>
        <p class="p-6 text-mute">
          {isOver(props.view.state) || props.view.state === "reviewing"
            ? "Nothing was changed."
            : "No changes yet. They appear here when the agent has edited."}
        </p>
      </Match>
      <Match when={diff()}>
        {(found) => (
          <Diff diff={found()} cacheKey={`${props.task.id}/${revision()}`} stepNumber={stepNumber} />
        )}
      </Match>
      <Match when={query.error}>
        {(error) => (
          <div class="p-4">
            <FailureNotice
              what="The diff could not be loaded."
              failure={asFailure(error())}
              onRetry={() => void query.refetch()}
            />
          </div>
        )}
      </Match>
    </Switch>
  );
}

function Diff(props: { diff: TaskDiff; cacheKey: string; stepNumber: (stepId: string) => number | null }) {
  const [split, setSplit] = createSignal(localStorage.getItem(STYLE_KEY) === "split");
  const [wrap, setWrap] = createSignal(true);
  const [target, setTarget] = createSignal<{ path: string } | null>(null);
  const files = createMemo(() => orderFiles(props.diff.files));
  const sum = (count: "additions" | "deletions") => files().reduce((total, file) => total + file[count], 0);
  const toggleSplit = () => {
    setSplit(!split());
    localStorage.setItem(STYLE_KEY, split() ? "split" : "unified");
  };
  return (
    <div class="@container flex h-full min-h-0 flex-col">
      <div class="flex h-9 max-md:h-12 shrink-0 items-center gap-3 border-b border-line px-4 text-small">
        <span class="text-mute">
          {files().length} {files().length === 1 ? "file" : "files"}
        </span>
        <DiffStat additions={sum("additions")} deletions={sum("deletions")} />
        <Show when={files().filter((file) => file.out_of_plan).length}>
          {(count) => <span class="text-warn">{count()} outside the plan</span>}
        </Show>
        <span class="ml-auto flex items-center gap-1">
          <IconButton
            label="Side by side"
            aria-pressed={split()}
            class={`max-md:hidden ${split() ? "text-accent!" : ""}`}
            onClick={toggleSplit}
          >
            <Columns size={14} aria-hidden="true" />
          </IconButton>
          <IconButton
            label="Wrap lines"
            aria-pressed={wrap()}
            class={wrap() ? "text-accent!" : ""}
            onClick={() => setWrap(!wrap())}
          >
            <TextWrap size={14} aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      <div class="flex min-h-0 flex-1">
        <Show when={files().length > 1}>
          <FileList files={files()} onPick={(path) => setTarget({ path })} />
        </Show>
        <div class="min-w-0 flex-1">
          <DiffView
            diff={props.diff}
            cacheKey={props.cacheKey}
            stepNumber={props.stepNumber}
            style={split() ? "split" : "unified"}
            wrap={wrap()}
            target={target()}
          />
        </div>
      </div>
    </div>
  );
}
