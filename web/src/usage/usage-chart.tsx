import { createSignal, For, onCleanup, Show } from "solid-js";
import { formatCost, formatCount } from "../ui/amounts.ts";
import { type DayBar, niceCeiling } from "./periods.ts";

export type Measure = "tokens" | "cost";

const HEIGHT = 180;
const LEFT = 48;
/** Room for half of the last day's name. */
const RIGHT = 16;
const BOTTOM = 20;
const TOP = 8;
const FLOOR = HEIGHT - BOTTOM;
/** About this many days are named below the bars. */
const DAY_LABELS = 6;

const shortDay = (day: string): string =>
  new Date(day).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

const amountOf = (bar: DayBar, measure: Measure): number =>
  measure === "tokens" ? bar.tokens : (bar.costUsd ?? 0);

const amountText = (amount: number, measure: Measure): string =>
  measure === "tokens" ? formatCount(amount) : formatCost(amount);

function titleOf(bar: DayBar, measure: Measure): string {
  if (measure === "tokens") return `${shortDay(bar.day)}: ${formatCount(bar.tokens)} tokens`;
  const least = bar.partly && bar.costUsd !== null ? "at least " : "";
  return `${shortDay(bar.day)}: cost ${least}${formatCost(bar.costUsd)}`;
}

function pictureText(bars: readonly DayBar[], measure: Measure): string {
  const [first, ...rest] = bars;
  if (!first) return "No days";
  const peak = rest.reduce(
    (best, bar) => (amountOf(bar, measure) > amountOf(best, measure) ? bar : best),
    first,
  );
  const what = measure === "tokens" ? "Tokens" : "Cost";
  return `${what} by day. Most: ${titleOf(peak, measure)}. The table under Day holds every figure.`;
}

/**
 * One bar for each day. The table below it says the same in words, so that it is one picture to assistive
 * technology. A day whose price is not known stands as a dashed outline, never as an empty day.
 */
export function UsageChart(props: { bars: readonly DayBar[]; measure: Measure }) {
  const top = () => niceCeiling(Math.max(0, ...props.bars.map((bar) => amountOf(bar, props.measure))));
  const [widthPx, setWidthPx] = createSignal(640);
  const watch = (element: SVGSVGElement) => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidthPx(entry.contentRect.width);
    });
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  };
  const slotPx = () => (widthPx() - LEFT - RIGHT) / Math.max(1, props.bars.length);
  const y = (amount: number) => TOP + (FLOOR - TOP) * (1 - amount / top());
  const named = (index: number) =>
    (props.bars.length - 1 - index) % Math.ceil(props.bars.length / DAY_LABELS) === 0;
  return (
    <svg
      ref={watch}
      viewBox={`0 0 ${widthPx()} ${HEIGHT}`}
      role="img"
      aria-label={pictureText(props.bars, props.measure)}
      class="block w-full"
      height={HEIGHT}
    >
      <For each={[0, 0.5, 1]}>
        {(part) => (
          <>
            <line x1={LEFT} x2={widthPx()} y1={y(top() * part)} y2={y(top() * part)} class="stroke-line" />
            <text
              x={LEFT - 8}
              y={y(top() * part) + 4}
              text-anchor="end"
              class="fill-mute text-[11px] tabular"
            >
              {amountText(top() * part, props.measure)}
            </text>
          </>
        )}
      </For>
      <For each={props.bars}>
        {(bar, index) => (
          <Bar
            bar={bar}
            measure={props.measure}
            middle={LEFT + slotPx() * (index() + 0.5)}
            slotPx={slotPx()}
            y={y}
            half={y(top() / 2)}
            named={named(index())}
          />
        )}
      </For>
    </svg>
  );
}

interface BarProps {
  bar: DayBar;
  measure: Measure;
  middle: number;
  slotPx: number;
  y: (amount: number) => number;
  /** Where half the axis is: how high an unknown day stands. */
  half: number;
  named: boolean;
}

const Bar = (props: BarProps) => {
  const width = () => Math.max(2, Math.min(28, props.slotPx * 0.72));
  const height = () => FLOOR - props.y(amountOf(props.bar, props.measure));
  return (
    <g>
      <title>{titleOf(props.bar, props.measure)}</title>
      {/* The whole slot answers to the pointer, not only the part that is filled. */}
      <rect
        x={props.middle - props.slotPx / 2}
        y={TOP}
        width={props.slotPx}
        height={FLOOR - TOP}
        fill="transparent"
      />
      <Show
        when={props.measure === "cost" && props.bar.costUsd === null}
        fallback={
          <rect
            x={props.middle - width() / 2}
            y={FLOOR - height()}
            width={width()}
            height={height()}
            rx={Math.min(3, width() / 3)}
            class="fill-accent"
          />
        }
      >
        <rect
          x={props.middle - width() / 2}
          y={props.half}
          width={width()}
          height={FLOOR - props.half}
          rx="2"
          fill="none"
          stroke-dasharray="3 3"
          class="stroke-mute"
        />
      </Show>
      <Show when={props.named}>
        <text x={props.middle} y={HEIGHT - 4} text-anchor="middle" class="fill-mute text-[11px]">
          {shortDay(props.bar.day)}
        </text>
      </Show>
    </g>
  );
};
