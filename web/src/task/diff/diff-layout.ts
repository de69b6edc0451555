import { createSignal, onCleanup } from "solid-js";
import { chooseDiffStyle, diffStyle } from "../../ui/diff-style.ts";
import { createMedia } from "../../ui/media.ts";

const WRAP_KEY = "verne.diff.wrap";
const TREE_KEY = "verne.diff.tree";
/** Below this width the tree would leave too little for the code; it opens as a sheet instead. */
const TREE_BESIDE_PX = 680;

const stored = (key: string, fallback: boolean): boolean => {
  const value = localStorage.getItem(key);
  return value === null ? fallback : value === "on";
};

function createStored(key: string, fallback: boolean) {
  const [value, setValue] = createSignal(stored(key, fallback));
  const toggle = () => localStorage.setItem(key, setValue(!value()) ? "on" : "off");
  return [value, toggle] as const;
}

/**
 * How the diff is drawn, remembered in this browser and not in the address. With a single file the tree is hidden until
 * it is opened, which is not remembered.
 */
export function createDiffLayout(fileCount: () => number) {
  const split = () => diffStyle() === "split";
  const [wrap, toggleWrap] = createStored(WRAP_KEY, true);
  const [treeOfMany, toggleTreeOfMany] = createStored(TREE_KEY, true);
  const [treeOfOne, setTreeOfOne] = createSignal(false);
  const many = () => fileCount() > 1;
  const tree = () => (many() ? treeOfMany() : treeOfOne());
  const toggleTreeBeside = () => (many() ? toggleTreeOfMany() : setTreeOfOne(!treeOfOne()));
  const [sheet, setSheet] = createSignal(false);
  const [widthPx, setWidthPx] = createSignal(0);
  const observer = new ResizeObserver(([entry]) => entry && setWidthPx(entry.contentRect.width));
  onCleanup(() => observer.disconnect());
  const beside = () => widthPx() >= TREE_BESIDE_PX;
  const touch = createMedia("(hover: none), (max-width: 767.9px)");
  return {
    /** Observes the element whose width decides whether the tree is beside the code or in a sheet. */
    observe: (root: HTMLElement) => observer.observe(root),
    split,
    toggleSplit: () => chooseDiffStyle(split() ? "unified" : "split"),
    wrap,
    toggleWrap,
    touch,
    treeBeside: () => beside() && tree(),
    treeShown: () => (beside() ? tree() : sheet()),
    toggleTree: () => (beside() ? toggleTreeBeside() : setSheet(!sheet())),
    sheet: () => sheet() && !beside(),
    closeSheet: () => setSheet(false),
  };
}
export type DiffLayout = ReturnType<typeof createDiffLayout>;
