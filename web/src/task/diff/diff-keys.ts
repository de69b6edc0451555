import { onCleanup } from "solid-js";
import { isTyping } from "../../ui/keys.ts";
import type { DiffState } from "./diff-state.ts";
import type { Verdict } from "./review/review.ts";

interface Layout {
  toggleSplit: () => void;
  toggleTree: () => void;
}

/**
 * The keys of the diff. n/p file, ]/[ hunk, v viewed, y/x accept or reject, m comment, u unified or split,
 * t files. `y`, `x` and `m` mean the current hunk where its file has several, otherwise the file.
 */
export function bindDiffKeys(
  root: HTMLElement,
  state: DiffState,
  layout: Layout,
  mayReview: () => boolean,
): void {
  const hunk = () => {
    const current = state.hunk();
    const among = current ? (state.content().hunks.get(current.path)?.length ?? 0) : 0;
    return among > 1 ? current : null;
  };
  const onFile = (act: (path: string) => void) => () => {
    const path = state.file();
    if (path !== undefined) act(path);
  };
  const toggleVerdict = (verdict: Verdict) => () => {
    const current = hunk();
    if (current) state.toggleHunkVerdict(current, verdict);
    else onFile((path) => state.toggleVerdict(path, verdict))();
  };
  const comment = () => {
    const current = hunk();
    if (current) state.commentOnHunk(current);
    else onFile(state.commentOnFile)();
  };
  const reading: Record<string, () => void> = {
    n: () => state.stepFile(1),
    p: () => state.stepFile(-1),
    u: layout.toggleSplit,
    t: layout.toggleTree,
    "]": () => {
      root.querySelector<HTMLElement>("[data-diff]")?.focus({ preventScroll: true });
      state.stepHunk(1);
    },
  };
  const reviewing: Record<string, () => void> = {
    v: onFile(state.toggleViewed),
    y: toggleVerdict("accepted"),
    x: toggleVerdict("rejected"),
    m: comment,
  };
  const onKey = (event: KeyboardEvent) => {
    const keys = mayReview() ? { ...reading, ...reviewing } : reading;
    const inMenu = event.target instanceof Element && event.target.closest("[role=menu]") !== null;
    if (isTyping(event) || inMenu || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]?.();
  };
  // Elsewhere on the page this key folds the navigation, so it is taken before it gets there.
  const onOwnKey = (event: KeyboardEvent) => {
    if (event.key !== "[" || isTyping(event)) return;
    event.preventDefault();
    state.stepHunk(-1);
  };
  root.addEventListener("keydown", onOwnKey);
  // Before the keys of the page, where `p` opens the pull request.
  document.addEventListener("keydown", onKey, { capture: true });
  onCleanup(() => {
    root.removeEventListener("keydown", onOwnKey);
    document.removeEventListener("keydown", onKey, { capture: true });
  });
}
