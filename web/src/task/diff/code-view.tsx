import {
  CodeView,
  type CodeViewItem,
  type CodeViewOptions,
  type DiffLineAnnotation,
  type FileDiffMetadata,
  parsePatchFiles,
} from "@pierre/diffs";
import { createEffect, type JSX, on, onCleanup, onMount } from "solid-js";
import { render } from "solid-js/web";
import type { FileDiff, TaskDiff } from "../../../../worker/protocol/index.ts";
import { theme } from "../../ui/theme.ts";
import { isGenerated, orderFiles } from "./files.ts";
import { DIFF_THEMES, highlighterPool } from "./highlighter.ts";
import type { Note, Place } from "./review.ts";

/** Inside the view's shadow roots; heights must stay as they are, the virtual scroll counts on them. */
const SHADOW_CSS = `
[data-line-type=change-addition]{--diffs-computed-diff-line-bg:var(--v-add)}
[data-line-type=change-deletion]{--diffs-computed-diff-line-bg:var(--v-del)}
[data-diffs-header=default]{background:var(--v-surface);box-shadow:inset 0 1px var(--v-line),inset 0 -1px var(--v-line);padding-inline:8px 16px;font-weight:510}
`;

/** What stands below a line: a comment, or the one that is being written. */
export type Mark = { kind: "note"; note: Note } | { kind: "draft"; place: Place };

interface CodeViewProps {
  diff: TaskDiff;
  /** Names this content for the highlighter's cache: another content needs another key. */
  cacheKey: string;
  style: "unified" | "split";
  wrap: boolean;
  /** The file to scroll to; a new object scrolls again. */
  target: { path: string } | null;
  /** Files that are folded because they were viewed. */
  folded: (path: string) => boolean;
  marks: readonly Mark[];
  /** The end of a file's header, and the picture of a mark. */
  header: (file: FileDiff) => JSX.Element;
  mark: (mark: Mark) => JSX.Element;
  onComment: (place: Place) => void;
}

/** Wrapped, because the library spreads a union over its own types. */
interface Marked {
  mark: Mark;
}
type Annotation = DiffLineAnnotation<Marked>;

const placeOf = (mark: Mark): Place => (mark.kind === "note" ? mark.note : mark.place);
const markId = (mark: Mark): string => (mark.kind === "note" ? mark.note.id : "draft");

/** All files of the diff in one scroll, drawn by @pierre/diffs. Owns the view it makes and ends it. */
export function DiffView(props: CodeViewProps) {
  let root: HTMLElement | undefined;
  let view: CodeView<Marked> | undefined;
  let version = 0;
  const folds = new Map<string, boolean>();
  const known = () => new Map(props.diff.files.map((file) => [file.path, file]));
  const islands = createIslands();

  const foldedOf = (id: string) => folds.get(id) ?? (props.folded(id) || isGenerated(id));
  const toggle = (id: string) => {
    folds.set(id, !foldedOf(id));
    refresh(id);
  };
  const annotationsOf = (path: string): Annotation[] =>
    props.marks
      .filter((mark) => placeOf(mark).path === path)
      .map((mark) => ({ side: placeOf(mark).side, lineNumber: placeOf(mark).end, metadata: { mark } }));
  const refresh = (id: string) => {
    const item = view?.getItem(id);
    if (item?.type !== "diff") return;
    version++;
    view?.updateItem({ ...item, annotations: annotationsOf(id), collapsed: foldedOf(id), version });
  };

  const options = (): CodeViewOptions<Marked, undefined> => ({
    theme: DIFF_THEMES,
    themeType: theme(),
    diffStyle: props.style,
    overflow: props.wrap ? "wrap" : "scroll",
    diffIndicators: "classic",
    hunkSeparators: "line-info",
    stickyHeaders: true,
    unsafeCSS: SHADOW_CSS,
    layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
    enableGutterUtility: true,
    onGutterUtilityClick: (range, context) =>
      props.onComment({
        path: context.item.id,
        side: range.side ?? "additions",
        start: Math.min(range.start, range.end),
        end: Math.max(range.start, range.end),
      }),
    // The button beside a line appears under a pointer only; a tap on the number does the same.
    onLineNumberClick: (line, context) =>
      props.onComment({
        path: context.item.id,
        side: "annotationSide" in line ? line.annotationSide : "additions",
        start: line.lineNumber,
        end: line.lineNumber,
      }),
    renderHeaderPrefix: (shown: { name: string }) => foldButton(shown.name, foldedOf(shown.name), toggle),
    renderHeaderMetadata: (shown: { name: string }) => {
      const file = known().get(shown.name);
      return file ? islands.show(`file ${shown.name}`, () => props.header(file)) : null;
    },
    renderAnnotation: (annotation) => {
      // Every annotation of this view is made by annotationsOf.
      const { mark } = (annotation as Annotation).metadata;
      return islands.show(`mark ${markId(mark)}`, () => props.mark(mark));
    },
  });

  const items = (): CodeViewItem<Marked>[] => {
    const parsed = parsePatchFiles(props.diff.patch, { cacheKeyPrefix: props.cacheKey });
    const byPath = new Map<string, FileDiffMetadata>(
      parsed.flatMap((one) => one.files).map((file) => [file.name, file]),
    );
    version++;
    return orderFiles(props.diff.files).flatMap((file) => {
      const fileDiff = byPath.get(file.path);
      if (!fileDiff) return [];
      const { path } = file;
      const annotations = annotationsOf(path);
      return [{ id: path, type: "diff" as const, fileDiff, version, annotations, collapsed: foldedOf(path) }];
    });
  };

  onMount(() => {
    if (!root) return;
    view = new CodeView(options(), highlighterPool());
    view.setup(root);
    view.setItems(items());
    view.render(true);
    const onChange = (read: () => unknown, act: () => void) => createEffect(on(read, act, { defer: true }));
    onChange(
      () => [props.diff, props.cacheKey],
      () => view?.setItems(items()),
    );
    onChange(
      () => [props.style, props.wrap, theme()],
      () => {
        view?.setOptions(options());
        view?.render(true);
      },
    );
    // A mark that came or went, and a file that was folded or not, change one item each.
    for (const state of [
      (path: string) =>
        annotationsOf(path)
          .map((one) => `${markId(one.metadata.mark)}@${one.side}${one.lineNumber}`)
          .join(),
      (path: string) => String(props.folded(path)),
    ])
      watchFiles(
        () => props.diff.files,
        state,
        (path) => {
          folds.delete(path);
          refresh(path);
        },
      );
    createEffect(() => {
      const target = props.target;
      if (target) view?.scrollTo({ type: "item", id: target.path, align: "start" });
    });
  });
  onCleanup(() => {
    view?.cleanUp();
    islands.end();
  });

  return (
    <section
      ref={root}
      class="diff-view h-full overflow-auto focus-visible:-outline-offset-2"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      aria-label="Files of the diff"
    />
  );
}

/** Calls `act` for each file whose `state` reads differently than before. */
function watchFiles(
  files: () => readonly FileDiff[],
  state: (path: string) => string,
  act: (path: string) => void,
) {
  let before = new Map<string, string>();
  createEffect(() => {
    const now = new Map(files().map(({ path }) => [path, state(path)]));
    const first = before.size === 0;
    const changed = [...now].filter(([path, value]) => before.has(path) && before.get(path) !== value);
    before = now;
    if (!first) for (const [path] of changed) act(path);
  });
}

/**
 * Solid components inside the elements of another renderer, by name. The view asks again for what scrolls back
 * in; the older copy of the same name ends then.
 */
function createIslands() {
  const ends = new Map<string, () => void>();
  return {
    show(name: string, ui: () => JSX.Element): HTMLElement {
      ends.get(name)?.();
      const host = document.createElement("div");
      ends.set(name, render(ui, host));
      return host;
    },
    end() {
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
}

function foldButton(path: string, folded: boolean, toggle: (path: string) => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "diff-fold";
  button.setAttribute("aria-label", `${folded ? "Unfold" : "Fold"} ${path}`);
  button.setAttribute("aria-expanded", String(!folded));
  button.textContent = folded ? "▸" : "▾";
  button.addEventListener("click", () => toggle(path));
  return button;
}
