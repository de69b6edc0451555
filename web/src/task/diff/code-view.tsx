import {
  CodeView,
  type CodeViewItem,
  type CodeViewOptions,
  type FileDiffMetadata,
  parsePatchFiles,
} from "@pierre/diffs";
import { createEffect, on, onCleanup, onMount } from "solid-js";
import type { FileDiff, TaskDiff } from "../../../../worker/protocol/index.ts";
import { theme } from "../../ui/theme.ts";
import { isGenerated, orderFiles } from "./files.ts";
import { DIFF_THEMES, highlighterPool } from "./highlighter.ts";

/** Inside the view's shadow roots; heights must stay as they are, the virtual scroll counts on them. */
const SHADOW_CSS = `
[data-line-type=change-addition]{--diffs-computed-diff-line-bg:var(--v-add)}
[data-line-type=change-deletion]{--diffs-computed-diff-line-bg:var(--v-del)}
[data-diffs-header=default]{background:var(--v-surface);box-shadow:inset 0 1px var(--v-line),inset 0 -1px var(--v-line);padding-inline:8px 16px;font-weight:510}
`;

interface CodeViewProps {
  diff: TaskDiff;
  /** The number that the reader knows each plan step by. */
  stepNumber: (stepId: string) => number | null;
  /** Names this content for the highlighter's cache: another content needs another key. */
  cacheKey: string;
  style: "unified" | "split";
  wrap: boolean;
  /** The file to scroll to; a new object scrolls again. */
  target: { path: string } | null;
}

/** All files of the diff in one scroll, drawn by @pierre/diffs. Owns the view it makes and ends it. */
export function DiffView(props: CodeViewProps) {
  let root: HTMLElement | undefined;
  let view: CodeView | undefined;
  let version = 0;
  const collapsed = new Map<string, boolean>();
  const known = () => new Map(props.diff.files.map((file) => [file.path, file]));

  const toggle = (id: string) => {
    const item = view?.getItem(id);
    if (!item) return;
    collapsed.set(id, !item.collapsed);
    view?.updateItem({ ...item, collapsed: !item.collapsed, version: ++version });
  };

  const options = (): CodeViewOptions<undefined, undefined> => ({
    theme: DIFF_THEMES,
    themeType: theme(),
    diffStyle: props.style,
    overflow: props.wrap ? "wrap" : "scroll",
    diffIndicators: "classic",
    hunkSeparators: "line-info",
    stickyHeaders: true,
    unsafeCSS: SHADOW_CSS,
    layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
    renderHeaderPrefix: (shown: { name: string }) => foldButton(shown.name, collapsedOf(shown.name), toggle),
    renderHeaderMetadata: (shown: { name: string }) => labelsOf(known().get(shown.name), props.stepNumber),
  });
  const collapsedOf = (id: string) => collapsed.get(id) ?? isGenerated(id);

  const items = (): CodeViewItem<undefined>[] => {
    const parsed = parsePatchFiles(props.diff.patch, { cacheKeyPrefix: props.cacheKey }).flatMap(
      (one) => one.files,
    );
    const byPath = new Map<string, FileDiffMetadata>(parsed.map((file) => [file.name, file]));
    version++;
    return orderFiles(props.diff.files).flatMap((file) => {
      const fileDiff = byPath.get(file.path);
      if (!fileDiff) return [];
      return [{ id: file.path, type: "diff" as const, fileDiff, version, collapsed: collapsedOf(file.path) }];
    });
  };

  onMount(() => {
    if (!root) return;
    view = new CodeView(options(), highlighterPool());
    view.setup(root);
    view.setItems(items());
    view.render(true);
    createEffect(
      on(
        () => [props.diff, props.cacheKey],
        () => view?.setItems(items()),
        { defer: true },
      ),
    );
    createEffect(
      on(
        () => [props.style, props.wrap, theme()],
        () => {
          view?.setOptions(options());
          view?.render(true);
        },
        { defer: true },
      ),
    );
    createEffect(() => {
      const target = props.target;
      if (target) view?.scrollTo({ type: "item", id: target.path, align: "start" });
    });
  });
  onCleanup(() => view?.cleanUp());

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

/** What the plan says about the file. */
function labelsOf(file: FileDiff | undefined, stepNumber: CodeViewProps["stepNumber"]): HTMLElement | null {
  if (!file) return null;
  const numbers = file.plan_steps.map(stepNumber).filter((number) => number !== null);
  const planned = numbers.length > 0 ? `step ${numbers.join(", ")}` : "";
  const text = file.out_of_plan ? "outside the plan" : planned;
  if (!text) return null;
  const label = document.createElement("span");
  label.className = file.out_of_plan ? "diff-label diff-label-warn" : "diff-label";
  label.textContent = text;
  return label;
}
