import { useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, onCleanup, Show } from "solid-js";
import type { FileDiff, TaskDiff, TaskView } from "../../../../worker/protocol/index.ts";
import { chooseDiffStyle, diffStyle } from "../../ui/diff-style.ts";
import { isTyping } from "../../ui/keys.ts";
import type { TaskModel } from "../model.ts";
import { DiffView, type Mark } from "./code-view.tsx";
import { DiffToolbar } from "./diff-toolbar.tsx";
import { FileControls } from "./file-controls.tsx";
import { FileList } from "./file-list.tsx";
import { orderFiles } from "./files.ts";
import { NoteCard, NoteForm } from "./note-card.tsx";
import {
  fingerprints,
  isNewSince,
  isViewed,
  keepNote,
  type Place,
  removeNote,
  setVerdict,
  setViewed,
  startNote,
  verdictOn,
} from "./review.ts";
import { createReviewStore } from "./review-store.ts";
import { ReviewTray } from "./review-tray.tsx";

interface DiffReviewProps {
  task: TaskModel;
  view: TaskView;
  diff: TaskDiff;
  cacheKey: string;
}

/** The diff with everything a reviewer does to it. Keys: n/p file, v viewed, y/x accept or reject, m comment, u split. */
export function DiffReview(props: DiffReviewProps) {
  const [params, setParams] = useSearchParams<{ file?: string; ev?: string }>();
  const split = () => diffStyle() === "split";
  const [wrap, setWrap] = createSignal(true);
  const [onlyNew, setOnlyNew] = createSignal(false);
  const [target, setTarget] = createSignal<{ path: string } | null>(null);
  const store = createReviewStore(props.task.id);
  const { review, change } = store;
  const prints = createMemo(() => fingerprints(props.diff.patch, props.diff.files));
  const newFiles = createMemo(() =>
    props.diff.files.filter((file) => isNewSince(review(), file.path, prints())),
  );
  const files = createMemo(() =>
    orderFiles(onlyNew() && review().sent !== null ? newFiles() : props.diff.files),
  );
  const shown = createMemo<TaskDiff>(() => ({ ...props.diff, files: files() }));
  const viewed = (path: string) => isViewed(review(), path, prints());
  const verdict = (path: string) => verdictOn(review(), path, prints());

  createEffect(
    on(
      () => [params.file, params.ev],
      () => {
        if (params.file && props.diff.files.some((file) => file.path === params.file)) {
          setTarget({ path: params.file });
        }
      },
    ),
  );
  const pick = (path: string) => {
    setParams({ file: path }, { replace: true });
    setTarget({ path });
  };
  const comment = (place: Place) => change((now) => startNote(now, place));
  const commentOnFile = (path: string) => comment({ path, side: "additions", start: 0, end: 0 });
  const toggleSplit = () => chooseDiffStyle(split() ? "unified" : "split");

  const step = (by: number) => {
    const at = files().findIndex((file) => file.path === params.file);
    const next = files()[Math.max(0, Math.min(files().length - 1, at + by))];
    if (next) pick(next.path);
  };
  const KEYS: Record<string, (path: string | undefined) => void> = {
    n: () => step(1),
    p: () => step(-1),
    u: toggleSplit,
    v: (path) => path && change((now) => setViewed(now, path, !viewed(path), prints())),
    y: (path) => path && change((now) => setVerdict(now, path, "accepted", prints())),
    x: (path) => path && change((now) => setVerdict(now, path, "rejected", prints())),
    m: (path) => path && commentOnFile(path),
  };
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event) || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]?.(params.file ?? files()[0]?.path);
  };
  document.addEventListener("keydown", onKey);
  onCleanup(() => document.removeEventListener("keydown", onKey));

  const stepNumbers = (file: FileDiff): string => {
    const steps = props.view.plan?.steps ?? [];
    const numbers = file.plan_steps
      .map((id) => steps.findIndex((one) => one.id === id) + 1)
      .filter((n) => n > 0);
    if (file.out_of_plan) return "outside the plan";
    return numbers.length > 0 ? `step ${numbers.join(", ")}` : "";
  };
  const marks = createMemo((): Mark[] => {
    const { notes, draft } = review();
    return [
      ...notes.map((note): Mark => ({ kind: "note", note })),
      ...(draft ? [{ kind: "draft" as const, place: draft }] : []),
    ];
  });

  return (
    <div class="@container flex h-full min-h-0 flex-col">
      <DiffToolbar
        files={props.diff.files}
        viewed={props.diff.files.filter((file) => viewed(file.path)).length}
        newSince={review().sent === null ? null : newFiles().length}
        onlyNew={onlyNew()}
        onOnlyNew={() => setOnlyNew(!onlyNew())}
        split={split()}
        onSplit={toggleSplit}
        wrap={wrap()}
        onWrap={() => setWrap(!wrap())}
      />
      <div class="flex min-h-0 flex-1">
        <Show when={files().length > 1}>
          <FileList files={files()} current={params.file} viewed={viewed} verdict={verdict} onPick={pick} />
        </Show>
        <div class="min-w-0 flex-1">
          <DiffView
            diff={shown()}
            cacheKey={props.cacheKey}
            style={diffStyle()}
            wrap={wrap()}
            target={target()}
            folded={viewed}
            marks={marks()}
            header={(file) => (
              <FileControls
                file={file}
                label={stepNumbers(file)}
                state={() => ({ viewed: viewed(file.path), verdict: verdict(file.path) })}
                onViewed={(value) => change((now) => setViewed(now, file.path, value, prints()))}
                onVerdict={(value) => change((now) => setVerdict(now, file.path, value, prints()))}
                onComment={() => commentOnFile(file.path)}
              />
            )}
            mark={(mark) =>
              mark.kind === "note" ? (
                <NoteCard note={mark.note} onRemove={() => change((now) => removeNote(now, mark.note.id))} />
              ) : (
                <NoteForm
                  where={mark.place.start === 0 ? mark.place.path : linesText(mark.place)}
                  text={review().draft?.text ?? ""}
                  onType={(text) =>
                    change((now) => (now.draft ? { ...now, draft: { ...now.draft, text } } : now))
                  }
                  onKeep={() => change((now) => keepNote(now, crypto.randomUUID()))}
                  onCancel={() => change((now) => ({ ...now, draft: null }))}
                />
              )
            }
            onComment={comment}
          />
        </div>
      </div>
      <ReviewTray task={props.task} view={props.view} store={store} prints={prints()} />
    </div>
  );
}

const linesText = (place: Place): string =>
  place.start === place.end ? `line ${place.end}` : `lines ${place.start} to ${place.end}`;
