import { useLocation, useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on } from "solid-js";
import type { VListHandle } from "virtua/solid";
import { createDebounced } from "../../ui/debounce.ts";
import { followAfterScroll } from "../../ui/follow.ts";
import type { TaskModel } from "../model.ts";
import { findLines, isProblem, type LineRange, parseLines, writeLines } from "./log-search.ts";

/** Where the reader is in the log, and what is shown of it. Lines named in the address and the chosen event win over following. */
export function createLogView(task: TaskModel) {
  const location = useLocation();
  const navigate = useNavigate();
  const [params] = useSearchParams<{ ev?: string }>();
  const log = () => task.stream.journal().log;
  const [handle, setHandle] = createSignal<VListHandle>();
  const [onlyErrors, setOnlyErrors] = createSignal(false);
  const [typed, setTyped] = createSignal("");
  const wanted = createDebounced(typed, 150);
  const lines = createMemo(() => (onlyErrors() ? log().lines.filter(isProblem) : log().lines));
  const hits = createMemo(() => findLines(lines(), wanted()));
  const [at, setAt] = createSignal(0);
  const chosen = createMemo(() => parseLines(location.hash));
  const [following, setFollowing] = createSignal(
    chosen() === null && !params.ev?.startsWith("command_started-"),
  );
  const [seen, setSeen] = createSignal(0);
  const total = () => log().dropped + log().lines.length;

  const show = (index: number) => {
    setFollowing(false);
    handle()?.scrollToIndex(index, { align: "center" });
  };
  const choose = (range: LineRange) =>
    navigate(`${location.pathname}${location.search}${writeLines(range)}`, { replace: true, scroll: false });

  createEffect(
    on([total, handle], () => {
      if (!following()) return;
      setSeen(total());
      queueMicrotask(() => handle()?.scrollToIndex(lines().length - 1, { align: "end" }));
    }),
  );
  createEffect(
    on(wanted, () => {
      setAt(0);
      const first = hits()[0];
      if (first !== undefined) handle()?.scrollToIndex(first, { align: "center" });
    }),
  );
  // The place that the address names may arrive after the page: it is shown once, when it is there.
  let shownPlace = "";
  createEffect(
    on([() => location.hash, () => params.ev, total, handle], ([hash, ev]) => {
      const place = `${hash} ${ev ?? ""}`;
      if (!handle() || place === shownPlace) return;
      const range = parseLines(hash);
      const index = lines().findIndex((line) =>
        range ? line.id + 1 === range.start : ev !== undefined && line.event === ev,
      );
      if (index === -1) return;
      shownPlace = place;
      setSeen(total());
      queueMicrotask(() => show(index));
    }),
  );

  let lastOffsetPx = 0;
  const onScroll = (offset: number) => {
    const view = handle();
    if (!view) return;
    const leftPx = view.scrollSize - offset - view.viewportSize;
    setFollowing(followAfterScroll(following(), { offsetPx: offset, lastOffsetPx, leftPx }));
    lastOffsetPx = offset;
    if (following()) setSeen(total());
  };
  const toEnd = () => {
    setFollowing(true);
    handle()?.scrollToIndex(lines().length - 1, { align: "end" });
  };
  const jump = (by: 1 | -1) => {
    const found = hits().length;
    if (found === 0) return;
    setAt((at() + by + found) % found);
    const target = hits()[at()];
    if (target !== undefined) show(target);
  };
  /** To the next or previous line that speaks of a problem, and into the address. */
  const jumpToProblem = (by: 1 | -1) => {
    const from = lines().findIndex((line) => line.id + 1 === chosen()?.start);
    const problems = lines().flatMap((line, index) => (isProblem(line) ? [index] : []));
    const next =
      by === 1 ? problems.find((index) => index > from) : problems.findLast((index) => index < from);
    const target = lines()[next ?? problems.at(by === 1 ? 0 : -1) ?? -1];
    if (target) choose({ start: target.id + 1, end: target.id + 1 });
  };
  /** A click on a line's number; with Shift to the end of a range. */
  const pick = (number: number, extend: boolean) => {
    const start = extend ? (chosen()?.start ?? number) : number;
    const range = { start: Math.min(start, number), end: Math.max(start, number) };
    // Chosen by hand, it is in sight already.
    shownPlace = `${writeLines(range)} ${params.ev ?? ""}`;
    choose(range);
  };
  const isMarked = (lineId: number): boolean => {
    const range = chosen();
    if (range) return lineId + 1 >= range.start && lineId + 1 <= range.end;
    return lines()[hits()[at() % Math.max(1, hits().length)] ?? -1]?.id === lineId;
  };
  return {
    lines,
    all: () => log().lines,
    setHandle,
    onScroll,
    typed,
    setTyped,
    found: () => (wanted() ? { count: hits().length, at: at() } : null),
    jump,
    jumpToProblem,
    pick,
    isMarked,
    onlyErrors,
    setOnlyErrors,
    following,
    unseen: () => (following() ? 0 : total() - seen()),
    toEnd,
  };
}
