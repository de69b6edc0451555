import { useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on } from "solid-js";
import type { TaskDiff } from "../../../../worker/protocol/index.ts";
import { readFiles, showFile } from "./content.ts";
import type { Target } from "./diff-code.tsx";
import { fingerprints } from "./fingerprint.ts";
import { changedLines, type Hunk } from "./hunks.ts";
import { edgeOf, type Mark } from "./items.ts";
import type { KeptReview } from "./review/kept-review.ts";
import type { Place, Verdict } from "./review/review.ts";
import {
  type Content,
  editNote,
  hunkVerdictOn,
  isNewSince,
  isViewed,
  setHunkVerdict,
  setVerdict,
  setViewed,
  startNote,
  verdictOn,
} from "./review/review-edits.ts";
import { reviewPoints, reviewText } from "./review/review-message.ts";

/** State of the diff view in the address, so that a copied link shows the same. */
export interface DiffParams extends Record<string, string | undefined> {
  file?: string;
  /** A line of `file`, of the new side. */
  line?: string;
  ws?: string;
  ev?: string;
}

export interface DiffSource {
  diff: TaskDiff;
  /** Names this content for the highlighter's cache: another content needs another key. */
  cacheKey: string;
  store: KeptReview;
  /** Takes what is rejected out of the change at once. False where that cannot be: it is noted for the agent. */
  undo(path: string, hunk?: Hunk): boolean;
}

/** State that the parts of the diff view share: the files shown, the current file and hunk, and the review. */
export function createDiffState(source: DiffSource) {
  const { review, change } = source.store;
  const shown = createShown(source);
  const place = createPlace(shown);
  const { content } = shown;
  const prints = () => content().prints;
  const points = createMemo(() => reviewPoints(review(), content()));
  // For the dialog before publishing, which does not have the diff: what would be sent for the diff as last shown.
  createEffect(
    on([points, content], () => {
      const unsent =
        points().length === 0
          ? null
          : {
              count: points().length,
              text: reviewText(review(), content()),
              prints: Object.fromEntries(prints()),
            };
      if (JSON.stringify(unsent) !== JSON.stringify(review().unsent)) change((now) => ({ ...now, unsent }));
    }),
  );
  const marks = createMemo((): Mark[] => {
    const { notes, draft } = review();
    return [
      ...notes.map((note): Mark => ({ kind: "note", note })),
      ...(draft ? [{ kind: "draft" as const, place: draft }] : []),
    ];
  });
  const comment = (where: Place) => change((now) => startNote(now, where));
  /** A rejection that was noted before is taken back like any other verdict. */
  const undoes = (verdict: Verdict, before: Verdict | null, path: string, hunk?: Hunk) =>
    verdict === "rejected" && before !== verdict && source.undo(path, hunk);
  const viewed = (path: string) => isViewed(review(), path, prints());
  return {
    ...shown,
    ...place,
    review,
    change,
    points,
    marks,
    comment,
    commentOnFile: (path: string) => comment({ path, side: "additions", start: 0, end: 0 }),
    commentOnHunk: (hunk: Hunk) => comment({ path: hunk.path, ...changedLines(hunk) }),
    edit: (id: string) => change((now) => editNote(now, id, crypto.randomUUID())),
    viewed,
    toggleViewed: (path: string) => change((now) => setViewed(now, path, !viewed(path), prints())),
    verdict: (path: string) => verdictOn(review(), path, prints()),
    toggleVerdict: (path: string, verdict: Verdict) => {
      if (!undoes(verdict, verdictOn(review(), path, prints()), path))
        change((now) => setVerdict(now, path, verdict, prints()));
    },
    hunkVerdict: (hunk: Hunk) => hunkVerdictOn(review(), hunk, prints()),
    toggleHunkVerdict: (hunk: Hunk, verdict: Verdict) => {
      if (!undoes(verdict, hunkVerdictOn(review(), hunk, prints()), hunk.path, hunk))
        change((now) => setHunkVerdict(now, hunk, verdict, content()));
    },
  };
}
export type DiffState = ReturnType<typeof createDiffState>;

/** Which files are shown, and which of their lines. */
function createShown(source: DiffSource) {
  const [params, setParams] = useSearchParams<DiffParams>();
  const { review } = source.store;
  const [onlyNew, setOnlyNew] = createSignal(false);
  const hideWhitespace = () => params.ws === "hide";
  const read = createMemo(() => readFiles(source.diff, source.cacheKey));
  const content = createMemo(
    (): Content => ({
      prints: fingerprints(
        source.diff.patch,
        read().map(({ file }) => file),
      ),
      hunks: new Map(read().map(({ file, hunks }) => [file.path, hunks])),
    }),
  );
  const newSince = createMemo(() => {
    if (review().sent === null) return null;
    return new Set(
      read()
        .map(({ file }) => file.path)
        .filter((path) => isNewSince(review(), path, content().prints)),
    );
  });
  const files = createMemo(() => {
    const wanted = onlyNew() ? newSince() : null;
    return read()
      .filter(({ file }) => !wanted || wanted.has(file.path))
      .map((one) => showFile(one, hideWhitespace()));
  });
  return {
    all: () => read().map(({ file }) => file),
    content,
    files,
    newSince: () => newSince()?.size ?? null,
    onlyNew,
    toggleOnlyNew: () => setOnlyNew(!onlyNew()),
    hideWhitespace,
    toggleWhitespace: () =>
      setParams({ ws: hideWhitespace() ? null : "hide" }, { replace: true, scroll: false }),
  };
}

/** The current file and hunk, and moving to others. */
function createPlace(shown: ReturnType<typeof createShown>) {
  const [params, setParams] = useSearchParams<DiffParams>();
  const [target, setTarget] = createSignal<Target | null>(null);
  const [hunk, setHunk] = createSignal<Hunk | null>(null);
  const isCurrent = (one: Hunk) => hunk()?.id === one.id && hunk()?.path === one.path;
  createEffect(
    on(
      () => [params.file, params.line, params.ev],
      () => {
        const { file: path, line } = params;
        if (!path || !shown.files().some(({ file }) => file.path === path)) return;
        // The reader went to a hunk of this file, so the view is scrolled there already.
        if (hunk()?.path === path) return;
        const number = Number(line);
        const inside = shown
          .files()
          .some(
            ({ file, hunks }) =>
              file.path === path &&
              hunks.some(({ new: span }) => number >= span.start && number < span.start + span.count),
          );
        setTarget(inside ? { path, line: { side: "additions", number } } : { path });
      },
    ),
  );
  const pick = (path: string) => {
    setHunk(null);
    setParams({ file: path, line: null }, { replace: true, scroll: false });
    setTarget({ path });
  };
  const pickHunk = (next: Hunk) => {
    setHunk(next);
    setParams({ file: next.path, line: null }, { replace: true, scroll: false });
    const { side, line } = edgeOf(next, "first");
    setTarget({ path: next.path, line: { side, number: line } });
  };
  const stepFile = (by: number) => {
    const files = shown.files();
    const at = files.findIndex(({ file }) => file.path === params.file);
    const next = files[Math.max(0, Math.min(files.length - 1, at + by))];
    if (next) pick(next.file.path);
  };
  const stepHunk = (by: number) => {
    const hunks = shown.files().flatMap((one) => one.hunks);
    let at = hunks.findIndex(isCurrent);
    // From a file that was picked: its first hunk comes next, or the last one before it.
    if (at === -1 && params.file) {
      const first = hunks.findIndex((one) => one.path === params.file);
      if (first !== -1) at = by > 0 ? first - 1 : first;
    }
    const next = hunks[Math.max(0, Math.min(hunks.length - 1, at + by))];
    if (next) pickHunk(next);
  };
  return {
    target,
    file: () => params.file ?? shown.files()[0]?.file.path,
    chosenFile: () => params.file,
    hunk,
    isCurrent,
    pick,
    pickHunk,
    stepFile,
    stepHunk,
  };
}
