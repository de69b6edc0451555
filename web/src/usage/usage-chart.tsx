import { createEffect, createSignal, onCleanup } from "solid-js";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../ui/theme.ts";
import { amountOf, amountText, type Measure, pictureText, shortDay, titleOf } from "./chart-text.ts";
import { type DayBar, niceCeiling } from "./periods.ts";

const HEIGHT_PX = 180;
const AXIS_PX = 48;
const MAX_BAR_PX = 28;
/** About this many days are named below the bars. */
const DAY_LABELS = 6;

/** The current value of a theme colour; read at each draw. */
const colour = (name: string) => () =>
  getComputedStyle(document.documentElement).getPropertyValue(`--v-${name}`);

/**
 * One bar for each day; a day with unknown cost is a dashed outline of half the height, never an empty day. The canvas
 * is hidden from assistive technology: caption and table have the same figures.
 */
export default function UsageChart(props: { bars: readonly DayBar[]; measure: Measure }) {
  const [pointed, setPointed] = createSignal<number | null>(null);
  let box: HTMLDivElement | undefined;
  createEffect(() => {
    const { bars, measure } = props;
    if (!box) return;
    const plot = new uPlot(optionsOf(bars, measure, box.clientWidth, setPointed), dataOf(bars, measure), box);
    createEffect(() => {
      theme();
      plot.redraw();
    });
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT_PX });
    });
    observer.observe(box);
    onCleanup(() => {
      observer.disconnect();
      plot.destroy();
    });
  });
  const caption = () => {
    const bar = props.bars[pointed() ?? -1];
    return bar ? titleOf(bar, props.measure) : pictureText(props.bars, props.measure);
  };
  return (
    <figure>
      <div ref={box} aria-hidden="true" style={{ height: `${HEIGHT_PX}px` }} />
      <figcaption class="mt-1 pl-12 text-small text-mute tabular">{caption()}</figcaption>
    </figure>
  );
}

const isUnknown = (bar: DayBar, measure: Measure): boolean => measure === "cost" && bar.costUsd === null;

const ceilingOf = (bars: readonly DayBar[], measure: Measure): number =>
  niceCeiling(Math.max(0, ...bars.map((bar) => amountOf(bar, measure))));

/** Days as 0, 1, 2 ...; what is known of each; half the height where nothing is. */
const dataOf = (bars: readonly DayBar[], measure: Measure): uPlot.AlignedData => [
  bars.map((_, index) => index),
  bars.map((bar) => (isUnknown(bar, measure) ? null : amountOf(bar, measure))),
  bars.map((bar) => (isUnknown(bar, measure) ? ceilingOf(bars, measure) / 2 : null)),
];

function optionsOf(
  bars: readonly DayBar[],
  measure: Measure,
  width: number,
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const top = ceilingOf(bars, measure);
  const every = Math.ceil(bars.length / DAY_LABELS);
  const named = bars.flatMap((_, index) => ((bars.length - 1 - index) % every === 0 ? [index] : []));
  const paths = uPlot.paths.bars?.({ size: [0.72, MAX_BAR_PX, 2], radius: 0.12 });
  const axis = {
    stroke: colour("mute"),
    font: '11px "Inter Variable", system-ui, sans-serif',
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT_PX,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: [-0.5, bars.length - 0.5] },
      y: { range: [0, top] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        gap: 6,
        grid: { show: false },
        splits: () => named,
        values: (_, splits) => splits.map((index) => shortDay(bars[index]?.day ?? "")),
      },
      {
        ...axis,
        size: AXIS_PX,
        gap: 8,
        grid: { stroke: colour("line"), width: 1 },
        splits: () => [0, top / 2, top],
        values: (_, splits) => splits.map((amount) => amountText(amount, measure)),
      },
    ],
    series: [
      {},
      { paths, fill: colour("accent"), points: { show: false } },
      { paths, stroke: colour("mute"), width: 1, dash: [3, 3], points: { show: false } },
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}
