import type { WorkerPoolManager } from "@pierre/diffs/worker";
import { createEffect, createMemo, createSignal, lazy, onCleanup, onMount, Show, Suspense } from "solid-js";
import type { FileDiff, TaskDiff, TaskView } from "../../../../worker/protocol/index.ts";
import { holdKeys } from "../../ui/held-keys.ts";
import type { TaskModel } from "../model.ts";
import { AbsenceRow } from "./absence-row.tsx";
import { DiffCode } from "./diff-code.tsx";
import { bindDiffKeys } from "./diff-keys.ts";
import { createDiffLayout, type DiffLayout } from "./diff-layout.ts";
import { createDiffState, type DiffState } from "./diff-state.ts";
import { DiffToolbar } from "./diff-toolbar.tsx";
import type { Mark } from "./items.ts";
import { FileControls, FileLabel } from "./review/file-controls.tsx";
import { HunkBar } from "./review/hunk-bar.tsx";
import type { Place } from "./review/review.ts";
import { cancelNote, keepNote, removeNote } from "./review/review-edits.ts";

const ReviewBars = lazy(() => import("../review-bars.tsx"));
const FileTree = lazy(() => import("./file-tree.tsx"));
const ReviewTray = lazy(async () => ({ default: (await import("./review/review-tray.tsx")).ReviewTray }));
const NoteCard = lazy(async () => ({ default: (await import("./review/note-card.tsx")).NoteCard }));
const NoteForm = lazy(async () => ({ default: (await import("./review/note-card.tsx")).NoteForm }));
// What colours the code comes beside what draws it (task-panes.tsx asks for both at once).
const Files = lazy(async () => {
  const { highlighterPool } = await import("./highlighter.ts");
  const pool = highlighterPool();
  return { default: (props: FilesProps) => <FilesOn {...props} pool={pool} /> };
});
const FileSheet = lazy(() => import("./file-sheet.tsx"));

interface DiffViewProps {
  task: TaskModel;
  view: TaskView;
  diff: TaskDiff;
  cacheKey: string;
}

/** The diff with everything a reviewer does to it; its keys are in diff-keys.ts. */
export function DiffView(props: DiffViewProps) {
  let root: HTMLDivElement | undefined;
  const layout = createDiffLayout(() => props.diff.files.length);
  // Readers without write access see no verdicts, comments or send button.
  const mayReview = () => props.task.readOnly() === null;
  const state = createDiffState({
    get diff() {
      return props.diff;
    },
    get cacheKey() {
      return props.cacheKey;
    },
    store: props.task.review,
    undo: (path, hunk) => {
      const { task, diff } = props;
      const { tree } = diff;
      if (tree === null || !task.may("undo")) return false;
      void import("./review/undo-part.ts").then(({ undoPart }) => undoPart(task, tree, { path, hunk }));
      return true;
    },
  });
  // From the click on a line until the comment is kept: what is typed meanwhile is no shortcut.
  const writing = createMemo(() => state.review().draft !== null);
  createEffect(() => writing() && onCleanup(holdKeys()));
  onMount(() => {
    if (!root) return;
    layout.observe(root);
    bindDiffKeys(root, state, layout, mayReview);
  });
  return (
    <div ref={root} class="flex h-full min-h-0 flex-col">
      <Suspense>
        <ReviewBars task={props.task} view={props.view} />
      </Suspense>
      <DiffToolbar state={state} layout={layout} mayReview={mayReview()} />
      <div class="flex min-h-0 flex-1">
        <Show when={layout.treeBeside()}>
          <div class="flex w-[clamp(168px,27%,240px)] shrink-0 flex-col border-r border-line">
            <Suspense>
              <FileTree state={state} onPick={state.pick} />
            </Suspense>
          </div>
        </Show>
        <div class="min-w-0 flex-1">
          <Show when={state.files().length === 0}>
            <p class="p-6 text-mute">No file has changed since your last review.</p>
          </Show>
          <Suspense>
            <Files state={state} layout={layout} view={props.view} mayReview={mayReview()} />
          </Suspense>
        </div>
      </div>
      <Show when={mayReview() && state.points().length > 0}>
        <Suspense>
          <ReviewTray task={props.task} state={state} />
        </Suspense>
      </Show>
      <Show when={layout.sheet()}>
        <Suspense>
          <FileSheet
            state={state}
            title={`${state.files().length} ${state.files().length === 1 ? "file" : "files"}`}
            onClose={layout.closeSheet}
          />
        </Suspense>
      </Show>
    </div>
  );
}

interface FilesProps {
  state: DiffState;
  layout: DiffLayout;
  view: TaskView;
  mayReview: boolean;
}

/** All files in one scroll area, with the controls of the review. */
function FilesOn(props: FilesProps & { pool: WorkerPoolManager }) {
  const { state } = props;
  const [hovered, setHovered] = createSignal<string | null>(null);
  const fileOf = (path: string) => state.all().find((file) => file.path === path);
  return (
    <DiffCode
      pool={props.pool}
      files={state.files()}
      style={props.layout.split() && !props.layout.touch() ? "split" : "unified"}
      wrap={props.layout.wrap()}
      target={state.target()}
      folded={state.viewed}
      marks={props.mayReview ? state.marks() : []}
      bars={props.mayReview ? (props.layout.touch() ? "last" : "first") : null}
      verdict={state.hunkVerdict}
      isCurrent={state.isCurrent}
      onHover={(hunk) => setHovered(hunk && `${hunk.path}\n${hunk.id}`)}
      header={(path) => (
        <Show when={fileOf(path)}>
          {(file) => {
            const label = () => stepNumbers(file(), props.view);
            return props.mayReview ? (
              <FileControls file={file()} label={label()} state={state} />
            ) : (
              <FileLabel file={file()} label={label()} />
            );
          }}
        </Show>
      )}
      mark={(mark, open) => (
        <Suspense>
          <MarkRow mark={mark} open={open} state={state} layout={props.layout} hovered={hovered} />
        </Suspense>
      )}
      onComment={props.mayReview ? state.comment : null}
    />
  );
}

function MarkRow(props: {
  mark: Mark;
  open: () => void;
  state: DiffState;
  layout: DiffLayout;
  hovered: () => string | null;
}) {
  const { mark, state } = props;
  switch (mark.kind) {
    case "note":
      return (
        <NoteCard
          note={mark.note}
          onEdit={() => state.edit(mark.note.id)}
          onRemove={() => state.change((now) => removeNote(now, mark.note.id))}
        />
      );
    case "draft":
      return <Draft place={mark.place} state={state} />;
    case "hunk": {
      const { hunk, nth, of } = mark;
      const hovered = () => props.hovered() === `${hunk.path}\n${hunk.id}`;
      return (
        <HunkBar
          hunk={hunk}
          nth={nth}
          of={of}
          touch={props.layout.touch()}
          hovered={hovered()}
          state={state}
        />
      );
    }
    case "absence":
      return <AbsenceRow text={mark.text} path={mark.path} onShow={mark.mayShow ? props.open : null} />;
  }
}

/** The comment that is being written. When it ends, the focus goes back to the diff. */
function Draft(props: { place: Place; state: DiffState }) {
  const { change, review } = props.state;
  const back = () => document.querySelector<HTMLElement>("[data-diff]")?.focus({ preventScroll: true });
  const { place } = props;
  return (
    <NoteForm
      where={place.start === 0 ? place.path : linesText(place)}
      text={review().draft?.text ?? ""}
      onType={(text) => change((now) => (now.draft ? { ...now, draft: { ...now.draft, text } } : now))}
      onKeep={() => {
        back();
        change((now) => keepNote(now, crypto.randomUUID()));
      }}
      onCancel={() => {
        back();
        change(cancelNote);
      }}
    />
  );
}

const linesText = (place: Place): string =>
  place.start === place.end ? `line ${place.end}` : `lines ${place.start} to ${place.end}`;

/** Which steps of the plan a file belongs to, in words. */
function stepNumbers(file: FileDiff, view: TaskView): string {
  const steps = view.plan_document?.steps ?? [];
  const numbers = file.plan_steps
    .map((id) => steps.findIndex((one) => one.id === id) + 1)
    .filter((n) => n > 0);
  if (file.out_of_plan) return "outside the plan";
  return numbers.length > 0 ? `step ${numbers.join(", ")}` : "";
}
