import { createSignal, type JSX } from "solid-js";

const STEP = 0.02;

interface SplitProps {
  /** Names the place in the browser where the position is kept. */
  keep: string;
  /** The left part of the width, from 0 to 1, where the reader has chosen none. */
  initial: number;
  min: number;
  max: number;
  leftLabel: string;
  handleLabel: string;
  left: JSX.Element;
  right: JSX.Element;
}

/**
 * Two panels beside each other with a handle between them, moved by pointer and arrow keys (the pattern of a window
 * splitter). Its own, because a library for it weighs as much as the whole timeline.
 */
export function Split(props: SplitProps) {
  const inside = (part: number) => Math.min(props.max, Math.max(props.min, part));
  const stored = Number(localStorage.getItem(props.keep));
  const [part, setPart] = createSignal(inside(stored > 0 ? stored : props.initial));
  let root: HTMLDivElement | undefined;
  const move = (to: number) => {
    setPart(inside(to));
    localStorage.setItem(props.keep, String(part()));
  };
  const onPointerMove = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (!root || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = root.getBoundingClientRect();
    move((event.clientX - left) / width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowLeft: part() - STEP,
      ArrowRight: part() + STEP,
      Home: props.min,
      End: props.max,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };
  return (
    <div ref={root} class="flex min-h-0 flex-1">
      <section aria-label={props.leftLabel} class="min-w-[300px]" style={{ width: `${part() * 100}%` }}>
        {props.left}
      </section>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved */}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={props.handleLabel}
        aria-valuenow={Math.round(part() * 100)}
        aria-valuemin={Math.round(props.min * 100)}
        aria-valuemax={Math.round(props.max * 100)}
        class="relative w-px shrink-0 touch-none cursor-col-resize bg-line after:absolute after:inset-y-0 after:-left-1
          after:w-2 focus-visible:bg-accent focus-visible:outline-none active:bg-accent"
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <div class="min-w-[380px] flex-1">{props.right}</div>
    </div>
  );
}
