import { type Accessor, createEffect, createSignal, on } from "solid-js";
import type { VListHandle } from "virtua/solid";
import { followAfterScroll } from "../../ui/follow.ts";
import type { LogRows } from "./rows.ts";

/**
 * Follows the end of the log until the reader scrolls up, and counts the new lines since then. Keeps the scroll
 * position when old lines are dropped above.
 */
export function createFollow(
  handle: Accessor<VListHandle | undefined>,
  rows: Accessor<LogRows>,
  total: Accessor<number>,
  initially: boolean,
) {
  const [following, setFollowing] = createSignal(initially);
  const [seen, setSeen] = createSignal(0);
  let lastOffsetPx = 0;
  const scrollToEnd = () => handle()?.scrollToIndex(rows().lines.length - 1, { align: "end" });

  createEffect(
    on([rows, handle], ([now, view]) => {
      if (following()) {
        setSeen(total());
        queueMicrotask(scrollToEnd);
      } else if (view && now.trimmed > 0) view.scrollBy(-view.getItemOffset(now.trimmed));
    }),
  );
  return {
    following,
    unseen: () => (following() || seen() === 0 ? 0 : total() - seen()),
    /** Stops following, because the reader chose a position. */
    leave: () => {
      if (seen() === 0) setSeen(total());
      setFollowing(false);
    },
    toEnd: () => {
      setFollowing(true);
      setSeen(total());
      scrollToEnd();
    },
    onScroll: (offsetPx: number) => {
      const view = handle();
      if (!view) return;
      const leftPx = view.scrollSize - offsetPx - view.viewportSize;
      setFollowing(followAfterScroll(following(), { offsetPx, lastOffsetPx, leftPx }));
      lastOffsetPx = offsetPx;
      if (following()) setSeen(total());
    },
  };
}
