import { CodeView, type CodeViewOptions } from "@pierre/diffs";
import type { WorkerPoolManager } from "@pierre/diffs/worker";
import { createEffect, createSignal, type JSX, on, onCleanup, onMount } from "solid-js";
import { theme } from "../../ui/theme.ts";
import type { ShownFile } from "./content.ts";
import { DIFF_THEMES } from "./diff-themes.ts";
import type { Hunk } from "./hunks.ts";
import { createIslands } from "./islands.ts";
import {
  type Annotation,
  annotationName,
  annotationsOf,
  type ItemState,
  itemOf,
  type Mark,
  type Marked,
  markName,
} from "./items.ts";
import { hunkAt, markLines } from "./line-marks.ts";
import type { Place, Side, Verdict } from "./review/review.ts";

/** Style sheet for the shadow roots of the view. It must not change heights: the virtual scroller relies on them. */
const SHADOW_CSS = `
[data-line-type=change-addition]{--diffs-computed-diff-line-bg:var(--v-add)}
[data-line-type=change-deletion]{--diffs-computed-diff-line-bg:var(--v-del)}
[data-diffs-header=default]{background:var(--v-surface);box-shadow:inset 0 1px var(--v-line),inset 0 -1px var(--v-line);padding-inline:8px 16px;font-weight:510}
[data-additions-count],[data-deletions-count]{display:none}
[data-line][data-verdict=rejected]{text-decoration:line-through;--diffs-computed-diff-line-bg:var(--v-surface)}
[data-column-number][data-verdict=rejected]{box-shadow:inset 2px 0 var(--v-bad)}
[data-column-number][data-verdict=accepted]{box-shadow:inset 2px 0 var(--v-ok)}
[data-column-number][data-current]{box-shadow:inset 2px 0 var(--v-accent)}
`;

/** Where to scroll: a file, or a line of it. A new object scrolls again. */
export interface Target {
  path: string;
  line?: { side: Side; number: number };
}

export interface DiffCodeProps {
  /** Colours the code. Without it a large file would block the page for seconds. */
  pool: WorkerPoolManager;
  files: readonly ShownFile[];
  style: "unified" | "split";
  wrap: boolean;
  target: Target | null;
  /** Files that are folded because they were viewed. */
  folded: (path: string) => boolean;
  /** Comments, and the one that is being written. */
  marks: readonly Mark[];
  bars: ItemState["bars"];
  /** For the marks at the lines of a hunk. */
  verdict: (hunk: Hunk) => Verdict | null;
  isCurrent: (hunk: Hunk) => boolean;
  /** The hunk under the pointer. */
  onHover: (hunk: Hunk | null) => void;
  /** The end of a file's header, and the picture of a mark; `open` shows the lines of a file. */
  header: (path: string) => JSX.Element;
  mark: (mark: Mark, open: () => void) => JSX.Element;
  /** Null when the reader may not comment. */
  onComment: ((place: Place) => void) | null;
}

/** All files of the diff in one scroll, drawn by @pierre/diffs. Owns the view it makes and ends it. */
export function DiffCode(props: DiffCodeProps) {
  let root: HTMLElement | undefined;
  onMount(() => root && createDiffScroll(root, props));
  return (
    <section
      ref={root}
      data-diff
      class="diff-view h-full overflow-auto focus-visible:-outline-offset-2"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      aria-label="Files of the diff"
      onPointerLeave={() => props.onHover(null)}
    />
  );
}

/** Keeps one CodeView in `root` as the props say, until the owner ends. */
function createDiffScroll(root: HTMLElement, props: DiffCodeProps): void {
  const islands = createIslands();
  const folds = createFolds(props);
  const [opened, setOpened] = createSignal<ReadonlySet<string>>(new Set());
  const known: ItemState["known"] = new Map();
  const shownBy = (path: string) => props.files.find((one) => one.file.path === path);
  const state = (): ItemState => ({ marks: props.marks, bars: props.bars, opened: opened(), known });
  let version = 0;
  const item = (shown: ShownFile) =>
    itemOf(shown, { ...state(), collapsed: folds.isFolded(shown.file.path), version: ++version });
  const refresh = (path: string) => {
    const shown = shownBy(path);
    if (shown && view.getItem(path)) view.updateItem(item(shown));
  };
  const draw: Draw = {
    path: (name) => props.files.find(({ drawn }) => drawn.name === name)?.file.path ?? name,
    header: (path) => islands.show(`file ${path}`, () => props.header(path)),
    fold: (path) => {
      const toggle = () => {
        folds.toggle(path);
        refresh(path);
      };
      return foldButton(path, folds.isFolded(path), toggle);
    },
    mark: (mark) => {
      const open = () => mark.kind === "absence" && setOpened(new Set([...opened(), mark.path]));
      return islands.show(markName(mark), () => props.mark(mark, open));
    },
    lines: (node, path) => {
      if (!node.shadowRoot) return;
      markLines(node.shadowRoot, shownBy(path)?.hunks ?? [], {
        verdict: props.verdict,
        isCurrent: props.isCurrent,
      });
    },
    hunkAt: (path, side, line) => {
      const hunks = shownBy(path)?.hunks ?? [];
      return hunks[hunkAt(hunks, side, line)] ?? null;
    },
  };
  const view = new CodeView<Marked>(optionsOf(props, draw), props.pool);
  view.setup(root);
  view.setItems(props.files.map(item));
  view.render(true);
  onCleanup(() => {
    view.cleanUp();
    islands.end();
  });
  const all = () => view.setItems(props.files.map(item));
  const reads = (shown: ShownFile) =>
    `${props.folded(shown.file.path)} ${annotationsOf(shown, state()).map(annotationName).join()}`;
  createFollowing(view, props, draw, { all, refresh, reads });
}

/** Brings what changes in the props into the view. */
function createFollowing(
  view: CodeView<Marked>,
  props: DiffCodeProps,
  draw: Draw,
  items: { all: () => void; refresh: (path: string) => void; reads: (shown: ShownFile) => string },
): void {
  const onChange = (read: () => unknown, act: () => void) => createEffect(on(read, act, { defer: true }));
  onChange(() => [props.files, props.bars], items.all);
  onChange(
    () => [props.style, props.wrap, theme()],
    () => {
      view.setOptions(optionsOf(props, draw));
      view.render(true);
    },
  );
  // Adding or removing a mark and folding a file update a single item.
  watchFiles(() => props.files, items.reads, items.refresh);
  createEffect(
    on(
      () =>
        props.files.flatMap(({ hunks }) => hunks.map((hunk) => [props.verdict(hunk), props.isCurrent(hunk)])),
      () => {
        for (const { element, id } of view.getRenderedItems()) draw.lines(element, id);
      },
    ),
  );
  createEffect(() => {
    const { target } = props;
    if (target) scrollTo(view, target);
  });
}

interface Draw {
  /** Of the file that is drawn under this name. */
  path: (name: string) => string;
  header: (path: string) => HTMLElement;
  fold: (path: string) => HTMLElement;
  mark: (mark: Mark) => HTMLElement;
  lines: (node: HTMLElement, path: string) => void;
  hunkAt: (path: string, side: Side, line: number) => Hunk | null;
}

function optionsOf(props: DiffCodeProps, draw: Draw): CodeViewOptions<Marked, undefined> {
  const { onComment } = props;
  return {
    theme: DIFF_THEMES,
    themeType: theme(),
    diffStyle: props.style,
    overflow: props.wrap ? "wrap" : "scroll",
    diffIndicators: "classic",
    hunkSeparators: "line-info",
    stickyHeaders: true,
    unsafeCSS: SHADOW_CSS,
    layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
    ...(onComment && commentOptions(onComment)),
    onLineEnter: (line, context) => {
      const side = "annotationSide" in line ? line.annotationSide : "additions";
      props.onHover(draw.hunkAt(context.item.id, side, line.lineNumber));
      nameGutterButton(line.numberElement, line.lineNumber);
    },
    renderHeaderPrefix: (shown: { name: string }) => draw.fold(draw.path(shown.name)),
    renderHeaderMetadata: (shown: { name: string }) => draw.header(draw.path(shown.name)),
    // Every annotation of this view is made by annotationsOf.
    renderAnnotation: (annotation) => draw.mark((annotation as Annotation).metadata.mark),
    onPostRender: (node, _instance, phase, context) => {
      if (phase !== "unmount") draw.lines(node, context.item.id);
    },
  };
}

/** A click on the button beside a line or a drag over lines starts a comment. */
function commentOptions(onComment: (place: Place) => void): CodeViewOptions<Marked, undefined> {
  return {
    enableGutterUtility: true,
    onGutterUtilityClick: (range, context) =>
      onComment({
        path: context.item.id,
        side: range.side ?? "additions",
        start: Math.min(range.start, range.end),
        end: Math.max(range.start, range.end),
      }),
    // That button appears under a pointer only; a tap on the number does the same.
    onLineNumberClick: (line, context) =>
      onComment({
        path: context.item.id,
        side: "annotationSide" in line ? line.annotationSide : "additions",
        start: line.lineNumber,
        end: line.lineNumber,
      }),
  };
}

/** The library's button beside the line under the pointer has no name of its own. It is there after this event. */
function nameGutterButton(number: HTMLElement, line: number): void {
  queueMicrotask(() =>
    number
      .querySelector("[data-utility-button]")
      ?.setAttribute("aria-label", `Comment on line ${line}, or drag over more lines`),
  );
}

/** Which files are folded: as the reader left them, otherwise those that were viewed. */
function createFolds(props: DiffCodeProps) {
  const folds = new Map<string, { folded: boolean; whenViewed: boolean }>();
  const isFolded = (path: string): boolean => {
    const own = folds.get(path);
    // Marking a file as viewed overrides an earlier fold.
    return own && own.whenViewed === props.folded(path) ? own.folded : props.folded(path);
  };
  const toggle = (path: string) =>
    void folds.set(path, { folded: !isFolded(path), whenViewed: props.folded(path) });
  return { isFolded, toggle };
}

function scrollTo(view: CodeView<Marked>, { path, line }: Target): void {
  if (line)
    view.scrollTo({ type: "line", id: path, lineNumber: line.number, side: line.side, align: "center" });
  else view.scrollTo({ type: "item", id: path, align: "start" });
}

/** Calls `act` for each file whose `state` reads differently than before. */
function watchFiles(
  files: () => readonly ShownFile[],
  state: (shown: ShownFile) => string,
  act: (path: string) => void,
) {
  let before = new Map<string, string>();
  createEffect(() => {
    const now = new Map(files().map((shown) => [shown.file.path, state(shown)]));
    const changed = [...now].filter(([path, value]) => before.has(path) && before.get(path) !== value);
    before = now;
    for (const [path] of changed) act(path);
  });
}

function foldButton(path: string, folded: boolean, toggle: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "diff-fold";
  button.setAttribute("aria-label", `${folded ? "Unfold" : "Fold"} ${path}`);
  button.setAttribute("aria-expanded", String(!folded));
  button.textContent = folded ? "▸" : "▾";
  button.addEventListener("click", toggle);
  return button;
}
